"""The journey, pure: its steps, the draft, and which step is next."""
