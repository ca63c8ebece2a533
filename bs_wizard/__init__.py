"""bs-wizard: from nothing to a stored, checked, named Illumina BaseSpace credential."""

__version__ = "0.1.0"
