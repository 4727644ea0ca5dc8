#version 330
// One of the moments while the shutter is open.
out vec4 light; uniform sampler2D image; uniform float share;
void main() { light = texelFetch(image, ivec2(gl_FragCoord.xy), 0) * share; }
