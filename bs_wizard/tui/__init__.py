"""The full-screen front end: the only folder that imports Textual."""
