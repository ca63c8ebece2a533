"""One change over index and vaults: planned, journalled, committed or rolled back."""
