vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) { s.albedo = base * (.9 + .2 * value_noise(P * 2.)); s.glow = 1.; }
