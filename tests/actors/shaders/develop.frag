#version 330
// From light to picture: a slight blur, exposure, white balance, vignette, film curve, sensor noise.
in vec2 T; out vec4 colour; uniform sampler2D image; uniform vec2 resolution; uniform vec3 balance;
uniform float seed, exposure, grain;
float hash(vec3 p) {
    p = fract(p * .1031);
    p += dot(p, p.yzx + 33.33);
    return fract((p.x + p.y) * p.z);
}
void main() {
    vec2 e = 1. / resolution;
    vec3 c = texture(image, T).rgb * .6
           + .1 * (texture(image, T + vec2(e.x, 0)).rgb + texture(image, T - vec2(e.x, 0)).rgb
                 + texture(image, T + vec2(0, e.y)).rgb + texture(image, T - vec2(0, e.y)).rgb);
    vec2 q = T - .5;
    c *= exposure * balance * (1. - .35 * dot(q, q));
    c = c * (2.51 * c + .03) / (c * (2.43 * c + .59) + .14);
    c = pow(clamp(c, 0., 1.), vec3(1. / 2.2));
    c = mix(c, c * c * (3. - 2. * c), .40);
    float noise = hash(vec3(gl_FragCoord.xy, seed)) + hash(vec3(gl_FragCoord.yx + 17., seed + 3.)) - 1.;
    colour = vec4(c + noise * grain, 1);
}
