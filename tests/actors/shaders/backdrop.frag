#version 330
// The room drawn once, under the shadow and occlusion of this moment's figures.
out vec4 colour; uniform sampler2D rest_of_light, lamp, places, occlusion; uniform mat4 light_projection;
#include noise.glsl
#include shadow.glsl
#include mirror.glsl
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 lit = texelFetch(lamp, at, 0).rgb, seen = texelFetch(places, at, 0).xyz;
    float shade = 1.;
    if (dot(lit, lit) > 1e-6)
        shade = soft_shadow((light_projection * vec4(reflected(seen) ? across(seen) : seen, 1)).xyz * .5 + .5, .002);
    colour = vec4(texelFetch(rest_of_light, at, 0).rgb * texelFetch(occlusion, at, 0).r + lit * shade, 1);
}
