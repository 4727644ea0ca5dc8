"""The special rules of drills: one judge for each, and what of it is drawn."""
