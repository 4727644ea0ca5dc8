"""The doctor: looks at every part that the mirror needs, and says how to mend what is wrong. `kiosk doctor`."""
