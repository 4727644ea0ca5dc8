vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) {
    vec3 out_of_ball = normalize(R - (R.x > 0. ? left_eye : right_eye));
    float a = acos(clamp(out_of_ball.z, -1., 1.));
    s.albedo = vec3(.62, .58, .55);
    if (a < .50) s.albedo = base * (.6 + .5 * fractal_noise(out_of_ball * 30.));
    if (a < .22) s.albedo = vec3(.01);
    if (a > .50 && a < .55) s.albedo = base * .4;
    s.roughness = .12; s.specular = .05;
}
