"""Figures, one command each: `python -m kula.bench NAME --json`. A bench is a module here with `run() -> Figures`.

attacks   every attack family before a scorer that was fitted without it
score     scoring speed, what the cascade saves, the spread of vectors
"""
