"""What works on this machine, with proof, and the one command that mends what does not."""
