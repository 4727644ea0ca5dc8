#version 330
in vec3 position; in float edge; uniform mat4 view_projection; out float E; out vec3 P;
void main() { E = edge; P = position; gl_Position = view_projection * vec4(position, 1); }
