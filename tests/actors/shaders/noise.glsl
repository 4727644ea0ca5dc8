// Value noise: repeatable on every machine that rounds alike.
float hash(vec3 p) {
    p = fract(p * .1031);
    p += dot(p, p.zyx + 31.32);
    return fract((p.x + p.y) * p.z);
}
float value_noise(vec3 x) {
    vec3 i = floor(x), f = fract(x);
    f = f * f * (3. - 2. * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x),
                   mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
               mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
                   mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}
float fractal_noise(vec3 p) {
    return .5 * value_noise(p) + .25 * value_noise(p * 2.03 + 7.)
         + .125 * value_noise(p * 4.1 + 3.) + .0625 * value_noise(p * 8.2 + 1.);
}
vec3 noise_vector(vec3 p, float step) {
    return vec3(value_noise(p), value_noise(p + step), value_noise(p + step * 2.1)) - .5;
}
