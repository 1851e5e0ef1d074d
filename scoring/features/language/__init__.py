"""How usual the words of a record are, and whether they go together."""
