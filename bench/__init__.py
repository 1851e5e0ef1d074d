"""One command per figure: `python -m bench NAME --json`."""
