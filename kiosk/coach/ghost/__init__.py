"""The ghost: the drill's target posture on this person's own limbs, and how it leads."""
