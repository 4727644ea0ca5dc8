vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    s.albedo = base * (.9 + .1 * value_noise(R * 200.)) * (.85 + .15 * step(.3, fract(R.y * 90.)));
}
