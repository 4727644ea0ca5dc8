// Soft shadow: the further the blocker, the wider the penumbra. `place` is in shadow map space, 0..1.
uniform sampler2D shadow_depth;
uniform sampler2DShadow shadow_compare;
uniform float shadow_scale;
vec2 disc(int i, float count) {
    return sqrt((float(i) + .5) / count) * vec2(cos(float(i) * 2.4), sin(float(i) * 2.4));
}
float soft_shadow(vec3 place, float bias) {
    if (max(abs(place.x - .5), abs(place.y - .5)) > .5) return 1.;
    float a = 6.283 * hash(vec3(gl_FragCoord.xy, 1.));
    mat2 turn = mat2(cos(a), -sin(a), sin(a), cos(a));
    float blocked = 0., blockers = 0.;
    for (int i = 0; i < 8; i++) {
        float d = textureLod(shadow_depth, place.xy + turn * disc(i, 8.) * .045 * shadow_scale, 0.).r;
        if (d < place.z - bias) { blocked += place.z - d; blockers += 1.; }
    }
    int many = blockers < .5 ? 0 : 14;  // software rendering skips no branch, but does leave a loop early
    float penumbra = clamp(blocked / blockers * .55, .003, .06) * shadow_scale;
    float lit = 0.;
    for (int i = 0; i < many; i++)
        lit += texture(shadow_compare, vec3(place.xy + turn * disc(i, 14.) * penumbra, place.z - bias - penumbra * .08));
    return many == 0 ? 1. : lit / 14.;
}
