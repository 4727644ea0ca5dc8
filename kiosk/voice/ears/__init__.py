"""Ears: known phrases, spotted in what a microphone brings."""
