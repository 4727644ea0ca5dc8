// PATTERN: 0 plaster, 1 painted brick
vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    s.albedo = P.y < split_height ? accent : base;
    if (PATTERN == 1) {
        float row = floor(P.y / .075), along = (abs(s.normal.z) > .5 ? P.x : P.z) + .1 * mod(row, 2.);
        float column = along / .225 + .5 * mod(row, 2.);
        vec2 brick = vec2(fract(column), fract(P.y / .075));
        float edge = min(min(brick.x, 1. - brick.x) * 3., min(brick.y, 1. - brick.y));
        s.albedo *= (1. - .30 * smoothstep(.10, .04, edge)) * (.93 + .14 * hash(vec3(row, floor(column), 1.)));
    }
    s.albedo *= .95 + .1 * fractal_noise(P * 4.);
    if (abs(P.y - split_height) < .012) s.albedo *= .6;
    if (P.y < .10) s.albedo = vec3(.05);
    s.roughness = .9;
}
