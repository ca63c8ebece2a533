"""A module for each command, imported only when it runs; each has ``run(args, streams)``."""
