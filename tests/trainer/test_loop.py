"""Training the real base model: it learns, a kill costs only steps, the adapter is all that changes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from kula.node.demo.stream import read_stream
from kula.scoring.models.chat_model import ChatModel, Example
from kula.scoring.models.judgement import example_of
from kula.trainer.config import TrainConfig
from kula.trainer.loop import _plan, _resume, _Step, _step_loss, _taught, attach, train
from kula.trainer.rows import PaidRecord, row_of

pytestmark = pytest.mark.slow
CONFIG = TrainConfig(tokens=1_600, first_layer=28, limit=120, batch=2)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    contents = [a.content for a in read_stream(None).arrivals if a.account < 6 and example_of(a.content)]
    return [
        row_of(PaidRecord(row_id=bytes([n]) * 32, content=c, licence="CC0-1.0", epoch=1, score=200, imported=True))
        for n, c in enumerate(contents)
    ]


class Killed(Exception):
    """As good as SIGKILL: nothing after it runs."""


def test_train__killed_after_a_checkpoint__goes_on_from_there(rows: list[dict[str, Any]], tmp_path: Path):
    def dies(done: int, _: int) -> None:
        if done == 11:
            raise Killed

    with pytest.raises(Killed):
        train(ChatModel.load(device="cpu"), rows, CONFIG, tmp_path, dies)
    assert (tmp_path / "checkpoint.safetensors").exists()
    assert not (tmp_path / "adapter.safetensors").exists()
    fresh = attach(ChatModel.load(device="cpu").model, CONFIG)
    assert _resume(fresh, replace(CONFIG, learning_rate=1e-3), tmp_path) == ([], 0), "another run's checkpoint"
    checkpoint = tmp_path / "checkpoint.safetensors"
    whole = checkpoint.read_bytes()
    checkpoint.write_bytes(whole[: len(whole) // 2])
    assert _resume(fresh, CONFIG, tmp_path) == ([], 0), "half of it"
    checkpoint.write_bytes(whole)
    heard: list[int] = []
    trained = train(ChatModel.load(device="cpu"), rows, CONFIG, tmp_path, lambda done, _: heard.append(done))
    assert heard[0] == 9, "eight steps were kept"
    assert heard[-1] == trained.steps
    assert not (tmp_path / "checkpoint.safetensors").exists()


def test_train__whole_run__lowers_the_loss_and_its_adapter_loads(rows: list[dict[str, Any]], tmp_path: Path):
    model = ChatModel.load(device="cpu")
    trained = train(model, rows, replace(CONFIG, learning_rate=1e-3), tmp_path)
    assert trained.tokens <= CONFIG.tokens
    tensors = load_file(tmp_path / "adapter.safetensors")
    assert all(name == "kula.scale" or ".layers.28." in name or ".layers.29." in name for name in tensors)
    example = example_of(next(iter(_contents())))
    assert example
    merged, base = ChatModel.load([tmp_path / "adapter.safetensors"], device="cpu"), ChatModel.load(device="cpu")
    learnt = [e for row in rows if (e := _taught(row, CONFIG))]
    assert sum(merged.losses(learnt)) < sum(base.losses(learnt))
    with torch.no_grad():
        with_adapter = float(merged.loss(merged.encode(example, 120)))
        kept = float(model.loss(model.encode(example, 120)))
        assert with_adapter == pytest.approx(kept, abs=1e-3), "what was trained is what is published"
        assert with_adapter != pytest.approx(float(base.loss(base.encode(example, 120))), abs=1e-3)


@pytest.mark.long
def test_train__enough_pairs__learns_to_prefer_within_the_same_tokens(rows: list[dict[str, Any]], tmp_path: Path):
    config = replace(CONFIG, least_pairs=6, pair_percent=80, learning_rate=1e-3)
    model = ChatModel.load(device="cpu")
    pairs = [pair for step in _plan(model, rows, config).steps for pair in step.pairs]

    def margin() -> float:
        with torch.no_grad():
            return sum(float(model.loss(bad) - model.loss(good)) for good, bad in pairs)

    before = margin()
    trained = train(model, rows, config, tmp_path)
    assert trained.pairs == len(pairs) > 0
    assert trained.examples
    assert trained.tokens <= config.tokens
    assert trained.loss_last > 1_500, "of answers; a pair's begins at 1,000 ln 2"
    assert margin() > before


def test_step_loss__a_short_and_a_long_answer__is_the_mean_over_tokens():
    model = ChatModel.load(device="cpu")
    turn = {"role": "user", "content": "Say yes."}
    talks = [Example((turn, {"role": "assistant", "content": text})) for text in ("Yes.", "Yes, of course. " * 5)]
    encoded = [e for talk in talks if (e := model.encode_turns(talk, 120))]
    counts = [sum(label >= 0 for label in labels) for _, labels in encoded]
    with torch.no_grad():
        losses = [float(model.loss(e)) for e in encoded]
        step = _Step([(e, 0.5) for e in encoded], [])
        by_token, by_record = (
            float(_step_loss(model, {}, step, replace(CONFIG, by_token=choice))) for choice in (True, False)
        )
    mean = sum(count * loss for count, loss in zip(counts, losses, strict=True)) / sum(counts)
    assert by_token == pytest.approx(mean, rel=1e-5)
    assert by_record == pytest.approx(sum(losses) / 2, rel=1e-5)


def _contents():
    return (a.content for a in read_stream(None).arrivals if example_of(a.content))
