#version 330
// Which part of the cast covers each sample of a pixel.
in vec3 rested; in float hem; out float covered;
uniform float number;
#include noise.glsl
#include fringe.glsl
void main() {
    if (FRINGED && gap(rested, hem)) discard;
    covered = number / 255.;
}
