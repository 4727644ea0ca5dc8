#version 330
// One part of the cast, shaded once for every pixel whose middle it covers.
out vec4 colour;
uniform sampler2D places, facings, origins, occlusion;
uniform float number;
// How far apart neighbouring pixels lie on the skin map; the nearer neighbour is the one that is not across a seam.
float spread_of_T() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec2 here = texelFetch(facings, at, 0).zw;
    vec2 left = texelFetch(facings, at - ivec2(1, 0), 0).zw - here, right = texelFetch(facings, at + ivec2(1, 0), 0).zw - here;
    vec2 down = texelFetch(facings, at - ivec2(0, 1), 0).zw - here, up = texelFetch(facings, at + ivec2(0, 1), 0).zw - here;
    return sqrt(max(min(dot(left, left), dot(right, right)), min(dot(up, up), dot(down, down))));
}
#include lighting.glsl
#include fold.glsl
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec4 place = texelFetch(places, at, 0);
    if (abs(place.a - number) > .5) discard;
    vec4 facing = texelFetch(facings, at, 0), origin = texelFetch(origins, at, 0);
    look_at(place.xyz, unfolded(facing.xy));
    R = origin.xyz; E = origin.w; T = facing.zw;
    Light light = lit(texelFetch(occlusion, at, 0).r);
    colour = vec4(light.rest + light.lamp, 1);
}
