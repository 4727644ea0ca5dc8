"""The drills of the domain, acted well or with faults: postures, tempo and kit, for any body."""
