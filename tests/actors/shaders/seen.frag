#version 330
// What the camera sees of the cast, to be shaded afterwards, once a pixel.
in vec3 seen; in vec3 turned; in vec3 rested; in vec2 texel; in float hem;
layout(location = 0) out vec4 place;
layout(location = 1) out vec4 facing;
layout(location = 2) out vec4 origin;
uniform float number;   // of the part, in the whole cast
#include noise.glsl
#include fringe.glsl
#include fold.glsl
void main() {
    if (FRINGED && gap(rested, hem)) discard;
    place = vec4(seen, number);
    facing = vec4(folded(turned), texel);
    origin = vec4(rested, hem);
}
