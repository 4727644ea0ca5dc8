#version 330
// Smooths the occlusion without bleeding over edges.
in vec2 T; out float smoothed; uniform sampler2D rough, places; uniform vec2 resolution;
void main() {
    vec3 here = texture(places, T).xyz;
    float sum = 0., weight = 0.;
    for (int i = -2; i <= 2; i++) for (int j = -2; j <= 2; j++) {
        vec2 q = T + vec2(i, j) / resolution;
        vec3 way = texture(places, q).xyz - here;
        float k = 1. / (1. + 1e4 * dot(way, way));
        sum += texture(rough, q).r * k; weight += k;
    }
    smoothed = sum / weight;
}
