// Gaps between the strands along a hairline.
bool gap(vec3 rest, float edge) {
    return edge < .010 && fractal_noise(vec3(rest.x * 500., rest.y * 160., rest.z * 160.)) > .18 + .75 * edge / .010;
}
