// PATTERN: 0 plain, 1 striped, 2 yoked (another colour above the split height)
vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    vec3 q = vec3(R.x * 10., R.y * 6.5, R.z * 10.) + vec3(0., 2. * fractal_noise(P * 5.), 0.);
    float here = fractal_noise(q), e = .12;
    vec3 slope = vec3(fractal_noise(q + vec3(e, 0, 0)) - here, fractal_noise(q + vec3(0, e, 0)) - here,
                      fractal_noise(q + vec3(0, 0, e)) - here) / e;
    s.normal = normalize(s.normal - .30 * (slope - s.normal * dot(slope, s.normal)));
    float cloud = fractal_noise(vec3(R.x * 9., R.y * 7., R.z * 9.));
    float weave = .5 + .5 * sin(R.y * 2600.) * sin((R.x + R.z) * 2600.);
    s.albedo *= .95 + .07 * cloud + .05 * weave;
    s.roughness = .92; s.specular = .02; s.wrap = .12;
    if (PATTERN == 1) s.albedo = mix(s.albedo, accent, step(.5, fract(R.y * 14.)));
    if (PATTERN == 2) s.albedo = mix(s.albedo, accent * (.9 + .14 * cloud), step(split_height, R.y));
    s.albedo *= 1. - .35 * smoothstep(.022, .020, E) * smoothstep(.016, .018, E);
    s.albedo *= 1. - .25 * smoothstep(.006, .0, E);
}
