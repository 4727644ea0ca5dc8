// A mirror on a wall: what seems to lie behind its plane is the reflection of what lies before it.
uniform vec4 mirror;    // unit normal into the room and distance; all 0 without a mirror
uniform vec3 silvering; // share of the light that it gives back
bool reflected(vec3 seen) { return dot(mirror.xyz, seen) + mirror.w < -1e-3; }
vec3 across(vec3 place) { return place - 2. * (dot(mirror.xyz, place) + mirror.w) * mirror.xyz; }
vec3 turned_back(vec3 way) { return way - 2. * dot(mirror.xyz, way) * mirror.xyz; }
