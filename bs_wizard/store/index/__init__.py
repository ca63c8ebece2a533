"""The index: what ``index.json`` says, and the file."""
