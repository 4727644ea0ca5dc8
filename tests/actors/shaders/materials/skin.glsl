vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    s.albedo = linear(textureLod(skin_map, T, clamp(log2(512. * spread_of_T()), 0., 1.)).rgb) * (.94 + .13 * fractal_noise(R * 240.));
    s.normal = normalize(s.normal + .10 * noise_vector(R * 330., 9.));
    s.roughness = .48; s.specular = .028; s.wrap = .35;
}
