"""One command per figure of DESIGN § 8, JSON out: `python -m kula.bench NAME --json`. A bench is a module here with `run() -> Figures`."""
