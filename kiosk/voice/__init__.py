"""The voice: what the mirror says aloud. It runs in a process of its own, so that it can fail without the mirror."""
