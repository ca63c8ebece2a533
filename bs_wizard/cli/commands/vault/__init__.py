"""The commands of the encrypted vault, a file a verb."""
