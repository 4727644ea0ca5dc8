#version 330
// Where in the room each pixel lies; also draws shadow maps.
in float E; in vec3 P; out vec4 place; uniform bool fringed;
void main() { if (fringed && E < .004) discard; place = vec4(P, 1); }
