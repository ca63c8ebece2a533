"""The grammar of the command line: what may be typed."""
