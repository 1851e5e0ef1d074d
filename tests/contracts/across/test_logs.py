"""What a node may conclude from a block in which no contract of ours logs: that no view has another value.

Nodes keep what views return until a contract logs (protocol/chain/rpc/views.py). So each function that writes must log.
If a view depends on the block, the clients say how long its value holds.
"""

import re

from kula.contracts import FOLDER, NAMES

CLOCKED = {"Scores.epoch", "Reports.phase", "Demands.holds"}
"""Views that depend on the time. Their clients pass `until`."""
SILENT = {
    "Validators.snapshot",  # Only Batches.close calls it, and logs.
    "Reports.skip",  # Due only after many lost epochs in a row. Nodes see it when they refresh, after five minutes.
}


def _functions(text: str) -> dict[str, tuple[str, str]]:
    """Decorators and body of each function, by name."""
    functions: dict[str, tuple[str, str]] = {}
    for part in re.split(r"\n\n\n(?=@)", text):
        decorators, _, rest = part.partition("def ")
        name = rest.partition("(")[0]
        if name and rest:
            functions[name] = decorators, rest
    return functions


def _sources() -> dict[str, tuple[str, str]]:
    """Decorators and body of every function, by its file and name, such as `Scores.epoch`."""
    files = [*FOLDER.glob("*.vy"), *(FOLDER / "modules").glob("*.vy"), *(FOLDER / "state").glob("*.vy")]
    return {
        f"{path.stem}.{name}": function for path in files for name, function in _functions(path.read_text()).items()
    }


def _reach(name: str, sources: dict[str, tuple[str, str]], seen: frozenset[str] = frozenset()) -> str:
    """The bodies of a function and of all that it calls in its own file and in modules."""
    if name in seen or name not in sources:
        return ""
    file, body = name.partition(".")[0], sources[name][1]
    called = {f"{file if where == 'self' else where}.{one}" for where, one in re.findall(r"(\w+)\.(\w+)\(", body)}
    return body + "".join(_reach(one, sources, seen | {name}) for one in sorted(called))


def _externals(sources: dict[str, tuple[str, str]], *, views: bool) -> list[str]:
    """The names of all external functions of contracts that write, or that do not."""
    return [
        name
        for name, (decorators, _) in sources.items()
        if name.partition(".")[0] in NAMES
        and "@external" in decorators
        and (views == ("@view" in decorators or "@pure" in decorators))
    ]


def test_functions__that_write__log():
    sources = _sources()
    writers = _externals(sources, views=False)
    assert len(writers) > 60
    for name in writers:
        body = _reach(name, sources)
        logs = re.search(r"^\s*log ", body, re.M) or re.search(r"extcall \w+\.\w+\(", body)
        assert logs or name in SILENT, f"{name} changes state and logs nothing"


def test_views__that_depend_on_the_block__are_known():
    sources, clocked = _sources(), set[str]()
    before = -1
    while len(clocked) > before:
        before = len(clocked)
        called = {name.partition(".")[2] for name in clocked}
        for name in _externals(sources, views=True):
            body = _reach(name, sources)
            on_block = re.search(r"\bblock\.(timestamp|number|prevrandao)|blockhash|\.balance\b", body)
            if on_block or called & set(re.findall(r"staticcall \w+\.(\w+)\(", body)):
                clocked.add(name)
    assert clocked == CLOCKED
