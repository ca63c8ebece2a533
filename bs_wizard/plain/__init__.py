"""The journey line by line: for a person with any terminal, and for programs."""
