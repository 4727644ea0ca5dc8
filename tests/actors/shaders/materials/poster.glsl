// A flat picture of somebody. PATTERN: 0 standing with folded arms, 1 hinging
vec3 rim(float toward) { return vec3(0); }
float limb(vec2 p, vec2 a, vec2 b, float thick, float thin) {
    vec2 way = b - a;
    float along = clamp(dot(p - a, way) / dot(way, way), 0., 1.);
    return length(p - a - way * along) - mix(thick, thin, along);
}
void material(inout Surface s) {
    vec2 p = vec2((T.x - .5) * .84, T.y * 1.3);     // metres, from the middle of the lower edge
    float edge = min(min(T.x, 1. - T.x) * .84, min(T.y, 1. - T.y) * 1.3);
    vec3 skin = vec3(.42, .22, .14), cloth = accent, dark = vec3(.03, .03, .04);
    s.albedo = mix(base, base * .35 + .08, T.y);
    vec2 hip = PATTERN == 1 ? vec2(.12, .58) : vec2(0, .60), neck = PATTERN == 1 ? vec2(-.16, .78) : vec2(0, .97);
    vec2 head = PATTERN == 1 ? vec2(-.25, .83) : vec2(.01, 1.08), knee = PATTERN == 1 ? vec2(.02, .34) : vec2(.03, .34);
    vec2 hand = PATTERN == 1 ? vec2(-.16, .42) : vec2(.10, .80), elbow = PATTERN == 1 ? vec2(-.17, .60) : vec2(-.15, .78);
    if (min(limb(p, hip, knee, .085, .06), limb(p, knee, vec2(.06, .09), .06, .04)) < 0.) s.albedo = dark;
    if (limb(p, vec2(.06, .09), vec2(-.05, .07), .035, .03) < 0.) s.albedo = vec3(.6);
    if (limb(p, hip, neck, .10, .115) < 0.) s.albedo = cloth;
    if (min(limb(p, neck + vec2(-.05, -.03), elbow, .05, .04), limb(p, elbow, hand, .04, .03)) < 0.) s.albedo = skin;
    if (limb(p, neck, head, .045, .045) < 0. || length((p - head) * vec2(1.15, .9)) < .085) s.albedo = skin;
    if (length((p - head - vec2(.02, .035)) * vec2(1.1, 1.)) < .08) s.albedo = dark;
    if (edge < .025) s.albedo = vec3(.75);
    s.roughness = .5;
}
