"""THE JUDGE: record contents in, integers out. No chain, no network, no clock."""
