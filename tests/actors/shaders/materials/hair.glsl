vec3 rim(float toward) { return base * pow(1. - toward, 3.) * .25 * ambient; }
void material(inout Surface s) {
    float strand = fractal_noise(vec3(R.x * 260., R.y * 70., R.z * 55.));
    s.albedo = base * (.45 + .75 * strand) * (.75 + .5 * fractal_noise(R * 40.));
    s.normal = normalize(s.normal + .55 * noise_vector(vec3(R.x * 420., R.y * 110., R.z * 80.), 5.));
    s.roughness = .45; s.specular = .035;
}
