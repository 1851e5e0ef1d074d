"""Entry point: `python -m kula.contracts.compile`."""

from kula.contracts.compile import main

main()
