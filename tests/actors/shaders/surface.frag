#version 330
// A surface of the empty room. What the lamp lights is kept apart from the rest, so that a figure's shadow can be
// laid over a room drawn once.
in vec3 seen; in vec3 turned; in vec2 texel;
layout(location = 0) out vec4 rest_of_light;
layout(location = 1) out vec4 lamp;
float spread_of_T() { return 0.; }
#include lighting.glsl
void main() {
    look_at(seen, turned);
    R = P; T = texel; E = 0.;
    Light light = lit(1.);
    rest_of_light = vec4(light.rest, 1);
    lamp = vec4(light.lamp, 1);
}
