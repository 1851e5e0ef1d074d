"""A one-line change to a contract that a test must notice."""

from dataclasses import dataclass

MACHINE = "tests/invariants/test_machine.py"


@dataclass(frozen=True)
class Mutation:
    """One line, and its replacement."""

    name: str
    contract: str
    line: str
    instead: str
    tests: str
    """The tests that should fail. If they pass, the machine runs."""
