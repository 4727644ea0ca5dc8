"""Playlists by phone: what there is, what a form holds of one, and where on it a problem is told."""
