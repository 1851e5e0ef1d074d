"""Every command of `kula`: it explains itself, it tells usage from failure, and scripts get JSON."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

APPS = {point.name: point for point in entry_points(group="kula.commands")}
WANTED = {
    "chain": {"deploy", "status"},
    "config": {"show"},
    "dataset": {"list", "pull", "verify", "unfold", "diff"},
    "gateway": {"run", "work", "openapi"},
    "keys": {"new", "import", "list"},
    "model": {"list", "pull", "evaluate", "export"},
    "trainer": {"run", "train", "publish", "status"},
    "validator": {"init", "check", "run", "stake", "unstake", "status"},
}
JSON = [
    "chain status",
    "contribute import",
    "dataset diff",
    "dataset list",
    "dataset pull",
    "dataset verify",
    "keys list",
    "model evaluate",
    "model list",
    "model pull",
    "score",
    "trace",
    "transfer",
    "trainer publish",
    "trainer status",
    "validator check",
    "validator status",
]


def _commands() -> Iterator[tuple[str, Any]]:
    for name, point in sorted(APPS.items()):
        root = typer.main.get_command(point.load())
        parts = getattr(root, "commands", None)
        if parts:
            yield from ((f"{name} {part}", command) for part, command in sorted(parts.items()))
        else:
            yield name, root


COMMANDS = dict(_commands())


def _kula(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "kula.protocol.program.main", *words)
    return subprocess.run(words, capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin", **environment})


def test_kula__has_every_command_of_the_design():
    assert {"contribute", "demo", "score", "scorer", "trace", "transfer", "up"} <= set(APPS)
    for name, parts in WANTED.items():
        assert parts <= {words.split()[1] for words in COMMANDS if words.startswith(f"{name} ")}


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_help__of_every_command__says_what_it_does(words: str):
    name, *part = words.split()
    run = CliRunner().invoke(APPS[name].load(), [*part, "--help"])
    assert run.exit_code == 0
    assert COMMANDS[words].help, "a command says what it does"


def test_help__of_kula__says_what_each_command_does():
    (usage, *lines) = _kula("--help").stdout.splitlines()
    assert usage.startswith("Usage: kula")
    helps = dict(line.split(maxsplit=1) for line in lines if line.startswith("  "))
    assert helps == {name: point.load().info.help for name, point in APPS.items()}
    assert all(len(line) <= 120 for line in lines), "one line each"


@pytest.mark.parametrize("words", JSON)
def test_json__where_scripts_want_it(words: str):
    assert any("--json" in option.opts for option in COMMANDS[words].params)


@pytest.mark.parametrize(
    "words",
    [[], ["fly"], ["trace"], ["demo", "--epochs", "1"], ["demo", "--data", "/nowhere"], ["contribute", "/nowhere"]],
)
def test_usage__wrong__exit_code_2(words: list[str]):
    assert _kula(*words).returncode == 2


def test_failure__expected__one_line_and_exit_code_1():
    done = _kula("trace", "0x" + "00" * 32, KULA_ADDRESSES="/nowhere/addresses.json")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "kula chain deploy" in done.stderr, "says what to do"


def test_config_show__prints_settings_without_the_password():
    done = _kula("config", "show", "validator", KULA_PASSWORD="hunter2", KULA_RPC="https://rpc.example/v3/apikey123")
    assert json.loads(done.stdout)["turn_seconds"] == 1.0
    assert "hunter2" not in done.stdout
    assert "apikey123" not in done.stdout
