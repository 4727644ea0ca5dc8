"""Judges: one for each fault, by what of a rep it is told."""
