"""The steps of an installation, a file each."""
