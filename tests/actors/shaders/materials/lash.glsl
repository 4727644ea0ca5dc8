vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) { s.albedo = vec3(.02, .014, .01); }
