"""The program `kula`: finds the commands that the packages registered, and turns expected errors into one line and exit code 1.

Knows none of the commands, so neither node nor trainer needs to know the other. A command's package is imported when it is used.
"""

import os
import sys
import warnings
from importlib.metadata import EntryPoint, entry_points

GROUP = "kula.commands"


def main() -> None:
    """Run what the command line says."""
    run(sys.argv[1:])


def run(words: list[str]) -> None:
    """Run the command that the first word names. Leaves by SystemExit when something was wrong."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    warnings.simplefilter("ignore")
    commands = {point.name: point for point in entry_points(group=GROUP)}
    if not words or words[0] in ("-h", "--help"):
        _list(commands)
        sys.exit(0 if words else 2)
    if words[0] not in commands:
        sys.stderr.write(f"kula: no command {words[0]!r}; `kula --help` lists them\n")
        sys.exit(2)
    _run(commands[words[0]], words[1:])


def _run(point: EntryPoint, words: list[str]) -> None:
    from kula.protocol.errors import KulaError

    app = point.load()
    try:
        app(args=words, prog_name=f"kula {point.name}")
    except KulaError as error:
        sys.stderr.write(f"kula {point.name}: {error}\n")
        sys.exit(1)


def _list(commands: dict[str, EntryPoint]) -> None:
    sys.stdout.write("Usage: kula COMMAND [WORDS]…\n\nCommands (each has --help):\n")
    for name in sorted(commands):
        sys.stdout.write(f"  {name}\n")


if __name__ == "__main__":
    main()
