"""Renders people who do the hip hinge, with exact truth. See README.md; run `python -m tests.actors`."""
