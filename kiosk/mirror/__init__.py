"""The mirror: what the glass shows. Light lines on black, laid over the person's own reflection.

The only room that imports pygame.
"""
