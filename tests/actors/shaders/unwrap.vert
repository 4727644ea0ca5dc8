#version 330
in vec3 rest; in vec2 texture_place; out vec3 R;
void main() { R = rest; gl_Position = vec4(texture_place * 2. - 1., 0, 1); }
