"""The way to the contracts: one client class per contract, and how transactions get there. Decides nothing."""
