"""What BaseSpace Sequence Hub is, and talking to it."""
