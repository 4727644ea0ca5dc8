vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    s.albedo = mix(base, accent, smoothstep(.016, .013, R.y)) * (.93 + .12 * fractal_noise(R * 60.));
    float lace = step(.55, fract(R.z * 52.)) * smoothstep(.025, .02, abs(abs(R.x) - .197))
               * smoothstep(.045, .05, R.y) * smoothstep(.165, .155, R.z);
    s.albedo = mix(s.albedo, vec3(.75), lace * .8);
    s.roughness = .55;
}
