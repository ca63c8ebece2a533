"""What works on this machine, with proof, and the one command that fixes what does not."""
