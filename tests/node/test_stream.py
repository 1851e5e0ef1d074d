"""The demo's input: cut by time into equal counts, behaviours kept apart, broken lines named."""

import gzip
import json
from pathlib import Path

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.errors import MalformedInput
from kula.protocol.records.content import parse_content


def _line(t: float, account: int = 0, **more: object) -> str:
    content = {
        "kind": "conversation",
        "messages": [{"role": "user", "content": f"At {t}?"}, {"role": "assistant", "content": "Yes."}],
    }
    return json.dumps({**content, "account": account, "t": t, **more})


def test_sample__is_at_least_eighty_records_in_two_languages__all_well_formed():
    stream = read_stream(None)
    assert len(stream.arrivals) >= 80
    for arrival in stream.arrivals:
        parse_content(arrival.content)
    texts = [json.dumps(a.content, ensure_ascii=False) for a in stream.arrivals]
    chinese = sum(any("一" <= c <= "鿿" for c in text) for text in texts)
    assert 10 <= chinese <= len(texts) - 10
    assert {"honest", "lazy", "duplicator", "spammer", "sybil_pair"} <= set(stream.behaviours.values())
    assert len(stream.pair()) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_read_stream__in_any_order__cut_by_time_into_equal_counts(tmp_path: Path, packed: bool):
    lines = "\n".join(_line(t, account=int(t) % 3, behaviour="honest", trick="none") for t in (5, 3, 1, 0, 2, 4, 6))
    path = tmp_path / ("s.jsonl.gz" if packed else "s.jsonl")
    path.write_bytes(gzip.compress(lines.encode()) if packed else lines.encode())
    stream = read_stream(path)
    assert [[a.at for a in part] for part in stream.epochs(3)] == [[0, 1, 2], [3, 4], [5, 6]]
    assert all(set(a.content) == {"kind", "messages"} for a in stream.arrivals), "nothing else goes into a record"


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "rating"}', _line(1).replace("1", "x")])
def test_read_stream__a_broken_line__is_named(tmp_path: Path, line: str):
    path = tmp_path / "s.jsonl"
    path.write_text(_line(0) + "\n" + line)
    with pytest.raises(MalformedInput, match="line 2"):
        read_stream(path)


def test_read_stream__not_what_its_name_says__says_so(tmp_path: Path):
    (tmp_path / "s.jsonl.gz").write_text(_line(0))
    with pytest.raises(MalformedInput, match="cannot be read"):
        read_stream(tmp_path / "s.jsonl.gz")


def test_read_stream__nothing_in_it__says_so(tmp_path: Path):
    (tmp_path / "s.jsonl").write_text("\n")
    with pytest.raises(MalformedInput, match="no records"):
        read_stream(tmp_path / "s.jsonl")
