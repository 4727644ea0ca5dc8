vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    s.albedo = base * (.8 + .4 * fractal_noise(vec3(P.x * 6., P.y * 40., P.z * 6.)));
    s.roughness = .6;
}
