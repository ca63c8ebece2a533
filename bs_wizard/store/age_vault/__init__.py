"""The encrypted vault: files in the age format."""
