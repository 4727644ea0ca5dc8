"""Accuracy: a fixed benchmark of rendered people through the real pipeline, scored against exact truth.

`python -m tests.accuracy` (`make accuracy`); README.md here says how to read the report and how to add a clip.
"""
