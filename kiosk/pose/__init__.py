"""Pose: from a frame to a pose. Pure but for loading the models: no clock, no files, no globals."""
