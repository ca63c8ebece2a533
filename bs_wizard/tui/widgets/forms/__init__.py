"""Fields and choices that a person fills in."""
