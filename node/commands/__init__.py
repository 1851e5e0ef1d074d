"""The node's programs: each file builds the objects of one and starts it."""
