#version 330
// Where each pixel of the empty room seems to lie.
in vec3 seen; out vec4 place;
void main() { place = vec4(seen, 1); }
