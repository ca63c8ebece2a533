"""Giving credentials to other programs, a file for each of them."""
