"""What is shown of a credential."""
