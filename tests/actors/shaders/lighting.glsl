// One surface point in the light: MATERIAL sets its look, the rest lights it.
vec3 P;         // place in the room, metres
vec3 N;
vec3 R;         // place on the figure at rest, metres
vec2 T;         // place on the skin map
float E;        // distance to the hem or hairline, metres
vec3 from;      // the eye, or its reflection
vec3 kept;      // share of the light that reaches it
uniform vec3 eye, light_direction, light_colour, ambient, fill_place;
uniform vec3 base, accent, left_eye, right_eye;
uniform float split_height;
uniform mat4 light_projection;
uniform sampler2D skin_map;
#include noise.glsl
#include shadow.glsl
#include mirror.glsl

struct Surface { vec3 normal, albedo; float roughness, specular, wrap, glow; };
struct Light { vec3 rest, lamp; };  // that of the lamp, and the rest

vec3 linear(vec3 c) { return pow(c, vec3(2.2)); }
#include materials/MATERIAL.glsl

void look_at(vec3 seen, vec3 normal) {
    bool away = reflected(seen);
    P = away ? across(seen) : seen;
    N = away ? turned_back(normal) : normal;
    from = away ? across(eye) : eye;
    kept = away ? silvering : vec3(1);
}

Light lit(float open) {
    vec3 view = normalize(from - P);
    Surface s = Surface(normalize(N), base, .8, .04, 0., 0.);
    if (dot(s.normal, view) < 0. && !ROOM) s.normal = -s.normal;
    material(s);
    if (s.glow > 0.) return Light(s.albedo * kept, vec3(0));
    vec3 n = s.normal;
    float facing = dot(n, light_direction);
    vec3 on_map = (light_projection * vec4(P, 1)).xyz * .5 + .5;
    float reached = soft_shadow(on_map, .0012 + .004 * (1. - clamp(facing, 0., 1.)));
    vec3 diffuse = vec3(clamp((facing + s.wrap) / (1. + s.wrap), 0., 1.));
    if (s.wrap > .2)    // light that wanders under skin
        diffuse = mix(vec3(max(facing, 0.)), vec3(clamp((facing + .45) / 1.45, 0., 1.)), vec3(.85, .35, .22));
    float up = .5 + .5 * n.y;
    vec3 sky = ambient * mix(vec3(.42, .38, .35), vec3(1.02, 1.05, 1.1), up);
    float fill = max(0., dot(n, normalize(fill_place - P)) * .7 + .3);
    vec3 rest = s.albedo * (sky * open + ambient * .85 * fill * mix(1., open, .7));
    vec3 halfway = normalize(light_direction + view);
    float gloss = pow(s.roughness, 4.), peak = max(dot(n, halfway), 0.);
    float spread = gloss / (3.14159 * pow(peak * peak * (gloss - 1.) + 1., 2.));
    float fresnel = s.specular + (1. - s.specular) * pow(1. - max(dot(view, halfway), 0.), 5.);
    float toward = max(dot(n, view), .05);
    vec3 lamp = s.albedo * light_colour * diffuse
              + light_colour * max(facing, 0.) * spread * fresnel * .22 / max(.25, toward);
    rest += ambient * open * (s.specular * .9 + .22 * pow(1. - toward, 5.) * (1. - s.roughness * .75))
          * (.4 + .9 * up) + rim(toward);
    return Light(rest * kept, lamp * reached * kept);
}
