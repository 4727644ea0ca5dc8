#version 330
// Depth alone, for shadow maps. The thin fringe of hair casts no shadow.
in float hem;
void main() { if (FRINGED && hem < .004) discard; }
