"""What may go wrong with the ears."""


class EarsTrouble(RuntimeError):
    """The ears cannot listen, or no more: what is missing, and the way out. The mirror works on without them."""
