"""Camera: frames in, from the Pi's camera, a USB camera, a clip or the demo. The only room that opens one."""
