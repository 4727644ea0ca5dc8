"""Makes the bundles that mirrors are installed and updated from, on the machine of whoever releases them.

Needs the network once, pip, and `packaging`; nothing of it runs on a Pi.
"""
