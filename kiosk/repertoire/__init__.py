"""``kiosk drills``: what a trainer does with drill files."""
