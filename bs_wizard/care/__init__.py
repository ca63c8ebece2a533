"""Looking after a credential: this joins what BaseSpace says with what the stores hold."""
