"""What runs on the emulated Pi: its only program, started by the kernel itself. It tells on the console what it
finds, one line of JSON each, and judges nothing: that is done by `tests.boards.test_pi3b`.
"""
