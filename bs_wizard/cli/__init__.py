"""The command line: it owns stdout, stderr and exit codes."""
