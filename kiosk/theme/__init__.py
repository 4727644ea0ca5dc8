"""How the glass looks, for its owner: a theme to start from, and the check of one's own."""
