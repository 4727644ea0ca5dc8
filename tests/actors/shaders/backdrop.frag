#version 330
// The room drawn once, under the shadow and occlusion of this moment's figures.
in vec2 T; out vec4 colour; uniform sampler2D rest_of_light, lamp, places, occlusion; uniform mat4 light_projection;
#include noise.glsl
#include shadow.glsl
void main() {
    vec3 lit = texture(lamp, T).rgb;
    float shade = 1.;
    if (dot(lit, lit) > 1e-6)
        shade = soft_shadow((light_projection * vec4(texture(places, T).xyz, 1)).xyz * .5 + .5, .002);
    colour = vec4(texture(rest_of_light, T).rgb * texture(occlusion, T).r + lit * shade, 1);
}
