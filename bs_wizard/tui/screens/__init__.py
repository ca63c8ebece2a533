"""A screen for each step, and the tiles; each is given what it shows and dismisses an outcome."""
