"""The program `kula`: runs the commands that the packages registered as entry points.

It turns expected errors into one line and exit code 1. It knows no command by name, so node and trainer do not depend
on each other. It imports a command's package only when the command is used, or all are listed.
"""

import os
import sys
import warnings
from importlib.metadata import EntryPoint, entry_points

GROUP = "kula.commands"
_EXTRAS = (
    "Commands are extras: pip install 'kula-network[cli]' for people; [chain], [gateway], [validator] or [trainer]."
)


def main() -> None:
    """Runs the command that the command line names."""
    run(sys.argv[1:])


def run(words: list[str]) -> None:
    """Runs the command that the first word names. Raises SystemExit with 1 for an expected error, 2 for wrong usage."""
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
    from kula.protocol.program.console import warn

    try:
        _quiet_logs()
        app = point.load()
        app(args=words, prog_name=f"kula {point.name}")
    except ModuleNotFoundError as missing:
        if (missing.name or "kula").startswith("kula"):
            raise
        sys.stderr.write(f"kula {point.name}: {missing.name} is not installed. {_EXTRAS}\n")
        sys.exit(1)
    except KulaError as error:
        warn(f"kula {point.name}: {str(error).replace(chr(10), ' ')}")
        sys.exit(1)


def _quiet_logs() -> None:
    """Keeps warnings apart from what a command prints. Programs that run for long set up logs of their own."""
    import structlog

    wrapper = structlog.make_filtering_bound_logger(30)
    structlog.configure(wrapper_class=wrapper, logger_factory=structlog.PrintLoggerFactory(sys.stderr))


def _list(commands: dict[str, EntryPoint]) -> None:
    sys.stdout.write("Usage: kula COMMAND [WORDS]…\n\nCommands (each has --help):\n")
    width = max(map(len, commands), default=0)
    for name in sorted(commands):
        sys.stdout.write(f"  {name:{width}}  {_help_of(commands[name])}\n")


def _help_of(point: EntryPoint) -> str:
    """Returns what a command does, in one line. Its package may lack something that is an extra."""
    try:
        return str(point.load().info.help)
    except ModuleNotFoundError as missing:
        return f"({missing.name} is not installed)"


if __name__ == "__main__":
    main()
