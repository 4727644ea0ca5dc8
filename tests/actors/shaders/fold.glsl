// A direction as a point of the unit square: the octahedron folded flat.
vec2 ends(vec2 v) { return vec2(v.x < 0. ? -1. : 1., v.y < 0. ? -1. : 1.); }
vec2 folded(vec3 n) {
    n /= abs(n.x) + abs(n.y) + abs(n.z);
    return n.z < 0. ? (1. - abs(n.yx)) * ends(n.xy) : n.xy;
}
vec3 unfolded(vec2 f) {
    vec3 n = vec3(f, 1. - abs(f.x) - abs(f.y));
    if (n.z < 0.) n.xy = (1. - abs(n.yx)) * ends(n.xy);
    return normalize(n);
}
