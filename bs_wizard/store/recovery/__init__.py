"""What ``doctor --repair`` does to a damaged store."""
