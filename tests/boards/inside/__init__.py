"""Tests that run in the board's own system: `tests.boards.test_picamera` starts them there. Elsewhere they are
left out.
"""
