vec3 rim(float toward) { return vec3(0); }
void material(inout Surface s) { s.roughness = .75; }
