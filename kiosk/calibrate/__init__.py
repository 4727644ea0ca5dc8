"""`kiosk calibrate`: where camera and panel are, found by one person with a tape measure, and kept."""
