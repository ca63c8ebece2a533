"""Where credentials are kept: secrets in a vault, everything else in a local index file."""
