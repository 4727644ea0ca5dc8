// Rubber tiles of one metre with specks
vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    s.albedo = base * (.85 + .3 * fractal_noise(P * vec3(3., 1., 3.)));
    s.albedo += accent * max(0., value_noise(P * vec3(170., 1., 170.)) - .80) * 1.6;
    vec2 joint = abs(fract(P.xz + .37) - .5);
    s.albedo *= 1. - .5 * smoothstep(.494, .499, max(joint.x, joint.y));
    s.roughness = .7; s.specular = .035;
}
