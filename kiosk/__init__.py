"""The Hinge Mirror: a kiosk behind a two-way mirror that coaches the hip hinge."""

__version__ = "0.1.0"
