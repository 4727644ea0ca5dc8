#version 330
// From light to picture: a slight blur, the glass before the lens, exposure with the sensor's noise, white balance,
// vignette, film curve, grain.
in vec2 T; out vec4 colour;
uniform sampler2D image;
uniform vec2 resolution;
uniform vec3 balance, transmission, veil;
uniform float exposure, gain, full_well, read_noise, grain;
uniform int seed;

// Three numbers of 32 bits from three, alike on every machine (pcg3d of Jarzynski and Olano, 2020).
uvec3 scrambled(uvec3 v) {
    v = v * 1664525u + 1013904223u;
    v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
    v ^= v >> 16u;
    v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
    return v;
}
vec3 share(uvec3 v) { return vec3(v >> 8u) / 16777216.; }

void main() {
    vec2 e = 1. / resolution;
    vec3 c = texture(image, T).rgb * .6
           + .1 * (texture(image, T + vec2(e.x, 0)).rgb + texture(image, T - vec2(e.x, 0)).rgb
                 + texture(image, T + vec2(0, e.y)).rgb + texture(image, T - vec2(0, e.y)).rgb);
    vec2 q = T - .5;
    c = c * transmission + veil * (.7 + .6 * exp(-9. * dot(q, q)));
    c *= exposure * (1. - .35 * dot(q, q));
    uvec3 first = scrambled(uvec3(uvec2(gl_FragCoord.xy), uint(seed)));
    uvec3 second = scrambled(first), third = scrambled(second), fourth = scrambled(third);
    vec3 normal = 2. * (share(first) + share(second) + share(third) - 1.5);   // very nearly, of unit spread
    float unit = gain / full_well;  // one electron
    c += normal * sqrt(c * unit + read_noise * read_noise * unit * unit);
    c = max(c, 0.) * balance;
    c = c * (2.51 * c + .03) / (c * (2.43 * c + .59) + .14);
    c = pow(clamp(c, 0., 1.), vec3(1. / 2.2));
    c = mix(c, c * c * (3. - 2. * c), .40);
    vec3 flat_noise = share(fourth);
    colour = vec4(c + (flat_noise.x + flat_noise.y - 1.) * grain, 1);
}
