"""Private folders, locks, and where the files are."""
