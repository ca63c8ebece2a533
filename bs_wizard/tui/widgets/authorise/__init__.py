"""The parts of the Authorise step."""
