#version 330
// The skin laid flat: which point of the body each texel shows.
in vec3 R; out vec4 place;
void main() { place = vec4(R, 1); }
