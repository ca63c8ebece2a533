"""The system keyring as a vault: only trusted backends, each call bounded and verified."""
