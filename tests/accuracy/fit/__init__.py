"""Fits what leads from landmarks to joint centres (`kiosk/motion/centres.toml`) on the tune half."""
