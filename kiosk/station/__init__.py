"""The station: puts the parts together from the settings and runs them. The only room that knows all others."""
