#version 330
// How open each point is to the sky: samples the places of the neighbouring pixels.
in vec2 T; out float open; uniform sampler2D places; uniform vec3 eye; uniform vec2 resolution;
float hash(vec2 p) { return fract(sin(dot(p, vec2(12.98, 78.23))) * 43758.5); }
void main() {
    vec4 here = texture(places, T);
    if (here.a < .5) { open = 1.; return; }
    vec3 n = normalize(cross(dFdx(here.xyz), dFdy(here.xyz)));
    if (dot(n, eye - here.xyz) < 0.) n = -n;
    float radius = .22, pixels = radius / length(eye - here.xyz) * resolution.y * .9;
    float start = 6.283 * hash(gl_FragCoord.xy), first = hash(gl_FragCoord.xy + 3.), hidden = 0.;
    vec2 way_out = vec2(cos(start), sin(start)) * pixels / resolution / 12.;
    for (int i = 0; i < 12; i++) {
        way_out = mat2(-.737394, .675463, -.675463, -.737394) * way_out;  // turned by 2.4
        vec4 there = texture(places, T + way_out * (float(i) + first));
        if (there.a < .5) continue;
        vec3 way = there.xyz - here.xyz;
        float far = length(way);
        hidden += max(0., dot(n, way) / max(far, 1e-4) - .08) * smoothstep(radius * 1.6, radius * .3, far);
    }
    open = clamp(1. - 1.8 * hidden / 12., 0., 1.);
}
