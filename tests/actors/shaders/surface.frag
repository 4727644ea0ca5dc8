#version 330
// One surface point: MATERIAL sets its look, the rest lights it. With SPLIT the part lit by the lamp is kept
// apart from the rest, so that a figure's shadow can be laid over a room drawn once.
in vec3 P;      // place in the room, metres
in vec3 N;
in vec3 R;      // place on the figure at rest, metres
in vec2 T;
in float E;     // distance to the hem or hairline, metres
in vec4 L;      // place in shadow map
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 lamp_colour;
uniform vec3 eye, light_direction, light_colour, ambient, fill_place;
uniform vec3 base, accent, left_eye, right_eye;
uniform float split_height;
uniform vec2 resolution;
uniform sampler2D skin_map, occlusion;
#include noise.glsl
#include shadow.glsl

struct Surface { vec3 normal, albedo; float roughness, specular, wrap, glow; };

vec3 linear(vec3 c) { return pow(c, vec3(2.2)); }
#include materials/MATERIAL.glsl

void main() {
    vec3 view = normalize(eye - P);
    Surface s = Surface(normalize(N), base, .8, .04, 0., 0.);
    if (dot(s.normal, view) < 0. && !ROOM) s.normal = -s.normal;
    material(s);
    if (s.glow > 0.) { colour = vec4(s.albedo, 0); lamp_colour = vec4(0); return; }
    vec3 n = s.normal;
    float open = SPLIT ? 1. : texture(occlusion, gl_FragCoord.xy / resolution).r;
    float facing = dot(n, light_direction);
    float lit = soft_shadow(L.xyz / L.w * .5 + .5, .0012 + .004 * (1. - clamp(facing, 0., 1.)));
    vec3 diffuse = vec3(clamp((facing + s.wrap) / (1. + s.wrap), 0., 1.));
    if (s.wrap > .2)    // light that wanders under skin
        diffuse = mix(vec3(max(facing, 0.)), vec3(clamp((facing + .45) / 1.45, 0., 1.)), vec3(.85, .35, .22));
    float up = .5 + .5 * n.y;
    vec3 sky = ambient * mix(vec3(.42, .38, .35), vec3(1.02, 1.05, 1.1), up);
    float fill = max(0., dot(n, normalize(fill_place - P)) * .7 + .3);
    vec3 rest_of_light = s.albedo * (sky * open + ambient * .85 * fill * mix(1., open, .7));
    vec3 halfway = normalize(light_direction + view);
    float gloss = pow(s.roughness, 4.), peak = max(dot(n, halfway), 0.);
    float spread = gloss / (3.14159 * pow(peak * peak * (gloss - 1.) + 1., 2.));
    float fresnel = s.specular + (1. - s.specular) * pow(1. - max(dot(view, halfway), 0.), 5.);
    float toward = max(dot(n, view), .05);
    vec3 lamp = s.albedo * light_colour * diffuse
              + light_colour * max(facing, 0.) * spread * fresnel * .22 / max(.25, toward);
    rest_of_light += ambient * open * (s.specular * .9 + .22 * pow(1. - toward, 5.) * (1. - s.roughness * .75))
                   * (.4 + .9 * up) + rim(toward);
    colour = vec4(SPLIT ? rest_of_light : rest_of_light + lamp * lit, 1);
    lamp_colour = vec4(SPLIT ? lamp * lit : vec3(0), 1);
}
