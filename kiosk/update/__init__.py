"""Updates: finds signed bundles, makes releases of them, tries them while nobody is at the mirror, and returns to the
one before where they do not hold.

A process of its own, as a user of its own (`kiosk.update.command`): it owns what runs, and may not write what the
mirror keeps. What must work where no release runs any more is in `kiosk.release`.
"""
