"""Pure judgements that the steps need."""
