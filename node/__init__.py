"""THE NODE: gateway, validator and worker; composition and I/O."""
