"""Sample answers: what the trainer publishes is what anybody makes again, and a file of a stranger is bounded."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.reading.models import MAX_SAMPLES, MAX_SAMPLES_BYTES, read_samples
from kula.trainer.samples import PROMPTS, SAMPLES_FILE, TOKENS, answers_of, differing, make_samples, write_samples

PARENT, OWN = [f"before {n}" for n in range(len(PROMPTS))], [f"after é {n}" for n in range(len(PROMPTS))]


def _published(store: BlockDirectory, **changes: Any) -> str:
    one = {"prompt": "How?", "parent": "So.", "own": "So, too."}
    return store.add_file(json.dumps({"v": 1, "tokens": TOKENS, "samples": [one], **changes}).encode())


def test_samples__written_and_read__are_the_same_and_small(store: BlockDirectory, tmp_path: Path):
    samples = make_samples(PARENT, OWN)
    write_samples(samples, tmp_path)
    assert (tmp_path / SAMPLES_FILE).stat().st_size < MAX_SAMPLES_BYTES
    assert read_samples(store, store.add_file(tmp_path / SAMPLES_FILE)) == samples
    assert 4 <= len(PROMPTS) <= 6
    assert TOKENS <= 64


def test_samples__of_another_model__are_named():
    samples = make_samples(PARENT, OWN)
    assert differing(samples, PARENT, OWN) == []
    assert differing(samples, PARENT, ["another", *OWN[1:]]) == [0]
    changed = replace(samples.samples[2], parent="another")
    assert differing(replace(samples, samples=(*samples.samples[:2], changed, samples.samples[3])), PARENT, OWN) == [2]


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"tokens": 2**16},
        {"samples": [{"prompt": "How?", "parent": "So.", "own": "So."}] * (MAX_SAMPLES + 1)},
        {"samples": [{"prompt": "How?", "parent": "So."}]},
        {"samples": [{"prompt": "How?", "parent": "So.", "own": "x" * 4_001}]},
        {"samples": [{"prompt": "x" * 1_001, "parent": "So.", "own": "So."}]},
        {"more": "x" * MAX_SAMPLES_BYTES},
    ],
)
def test_samples__beyond_their_bounds__are_refused(store: BlockDirectory, changes: dict[str, Any]):
    read_samples(store, _published(store))
    with pytest.raises(MalformedInput):
        read_samples(store, _published(store, **changes))


@pytest.mark.slow
def test_answers__made_twice__are_the_same():
    once = answers_of([], "cpu", PROMPTS[:2], 8)
    assert (len(once), answers_of([], "cpu", PROMPTS[:2], 8)) == (2, once)
