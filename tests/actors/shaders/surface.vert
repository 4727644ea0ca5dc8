#version 330
in vec3 position; in vec3 normal; in vec3 rest; in vec2 texture_place; in float edge;
uniform mat4 view_projection; uniform mat4 light_projection;
out vec3 P; out vec3 N; out vec3 R; out vec2 T; out float E; out vec4 L;
void main() {
    P = position; N = normal; R = rest; T = texture_place; E = edge;
    L = light_projection * vec4(position, 1);
    gl_Position = view_projection * vec4(position, 1);
}
