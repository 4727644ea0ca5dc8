#version 330
// A mesh, as the camera, a mirror or the light sees it.
in vec3 position; in vec3 normal; in vec3 rest; in vec2 texture_place; in float edge;
uniform mat4 view_projection;
uniform mat4 to_seen;   // keeps the room, or reflects it in the mirror
out vec3 seen; out vec3 turned; out vec3 rested; out vec2 texel; out float hem;
void main() {
    seen = (to_seen * vec4(position, 1)).xyz; turned = mat3(to_seen) * normal;
    rested = rest; texel = texture_place; hem = edge;
    gl_Position = view_projection * vec4(seen, 1);
}
