"""THE CHAIN: Vyper contracts and their compiled interfaces. Imports nothing."""
