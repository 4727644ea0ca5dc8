"""Brings the mirror onto a Pi: installs, uninstalls, and packs the bundles that both need."""
