"""The mirror's letters: Inter, by its own licence, and how they are made from the published font (`make font`)."""

from pathlib import Path

FONT = Path(__file__).with_name("InterDisplay-Medium.ttf")
"""The cut for large letters, as nothing here is small, in medium weight: light letters on black look bolder than they
are. Its digits are all of one width."""
