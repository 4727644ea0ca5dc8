#version 330
// The cast over the room, smooth along its edges: each of a pixel's nine samples takes the colour that the part
// covering it has in this pixel or, where this pixel's middle shows another, next to it.
out vec4 colour;
uniform sampler2D room, shaded, places, covered;
vec3 row(ivec2 at) {
    return vec3(texelFetch(covered, at, 0).r, texelFetch(covered, at + ivec2(1, 0), 0).r,
                texelFetch(covered, at + ivec2(2, 0), 0).r) * 255.;
}
// How many of nine are a number.
float count(mat3 of, float number) {
    vec3 same = vec3(0);
    for (int i = 0; i < 3; i++) same += vec3(lessThan(abs(of[i] - number), vec3(.5)));
    return same.x + same.y + same.z;
}
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    mat3 samples = mat3(row(3 * at), row(3 * at + ivec2(0, 1)), row(3 * at + ivec2(0, 2))), about;
    for (int i = 0; i < 9; i++) about[i / 3][i % 3] = texelFetch(places, at + ivec2(i % 3, i / 3) - 1, 0).a;
    float own = about[1][1], mine = count(samples, own);
    vec3 sum = own < 1.5 ? vec3(0) : mine * texelFetch(shaded, at, 0).rgb;
    float matched = own < 1.5 ? 0. : mine;
    int many = mine < 8.5 && count(samples, 0.) < 8.5 ? 9 : 0;  // only a loop is left early
    for (int i = 0; i < many; i++) {
        float number = about[i / 3][i % 3];
        if (number < 1.5 || number == own) continue;
        float share = count(samples, number) / count(about, number);
        sum += share * texelFetch(shaded, at + ivec2(i % 3, i / 3) - 1, 0).rgb;
        matched += share;
    }
    colour = vec4((sum + (9. - matched) * texelFetch(room, at, 0).rgb) / 9., 1);
}
