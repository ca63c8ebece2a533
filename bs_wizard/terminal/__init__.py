"""What any front end needs of a terminal."""
