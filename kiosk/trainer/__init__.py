"""The trainer's page: playlists, drills, what happens now in numbers, and what was done. Never a picture."""
