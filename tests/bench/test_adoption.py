"""The bench of the judgement: its draws, its verdicts from kept losses, and candidates that need no training."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from kula.bench.adoption import candidates, lengths, losses, measures, seats, verdicts
from kula.bench.adoption.candidates import make
from kula.bench.adoption.world import World, answered

WORLD = World([], [], [], (), (), (), ())


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(losses, "_TIMES", 60)
    monkeypatch.setattr(seats, "_TIMES", 20)
    monkeypatch.setattr(measures, "FOLDER", tmp_path)
    monkeypatch.setattr(lengths, "FOLDER", tmp_path)
    monkeypatch.setattr(lengths, "_TIMES", 400)


def test_losses__public_rules__refuse_what_does_not_gain_and_adopt_honest_adapters():
    rates = losses.by_case()
    assert all(rates[name] == 0 for name in ("no_gain", "noise_alone", "knows_10", "knows_25", "gains_60_ruins_10"))
    assert all(rates[name] >= 0.9 for name in ("honest", "honest_other_data", "honest_second_generation"))
    assert rates["knows_50_by_bound"] == 1, "half of the sample is more than the bound withstands"


def test_seats__draws_of_their_own__adopt_as_one_sample_does():
    draws = {name: seats._votes(losses.CASES[name], 320, 40, 5, own=True) for name in ("no_gain", "honest")}
    assert {name: sum(v.adopted for v in votes) for name, votes in draws.items()} == {"no_gain": 0, "honest": 20}
    assert all(vote.spread > 0 for vote in draws["honest"]), "each seat has another sample"
    assert seats.copies() == {"seats_copy_displaces_its_original": 0}


def _keep(name: str, **kept: object) -> None:
    path = measures.FOLDER / "1" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept))


def test_verdicts__kept_losses__say_which_criterion_fails(tmp_path: Path):
    assert verdicts.by_candidate() == {}
    sample = {"accounts": [i // 4 for i in range(96)], "kinds": ["rating"] * 96, "languages": ["en"] * 96}
    _keep("sample", **sample)
    _keep("base", losses=[3_000] * 96, words=400, passed=[True] * 100 + [False] * 28)
    _keep("honest", losses=[2_900] * 96, words=390, passed=[True] * 64)
    _keep("evasive", losses=[2_900] * 96, words=390, passed=[False] * 64)
    _keep("not_a_number", broken="a loss is not finite")
    figures = verdicts.by_candidate()
    adopted = {k.removesuffix("_adopted"): v for k, v in figures.items() if k.endswith("_adopted")}
    assert adopted == {"real_1_honest": True, "real_1_evasive": False, "real_1_not_a_number": 0}
    assert figures["real_1_honest_gain"] == 100
    assert figures["real_1_honest_checks"] == 64
    assert not figures["real_1_evasive_passes_checks_base"]


def test_lengths__draws_per_seat__refuse_a_doubtful_candidate_less_often_than_one_draw():
    assert lengths.by_seats() == {}
    (lengths.FOLDER / "1").mkdir()
    counts = {"base": [40] * 60, "honest": [20, 60] * 20 + [36] * 20, "evasive": [20] * 60}
    for name, words in counts.items():
        (lengths.FOLDER / "1" / f"{name}.words.json").write_text(json.dumps(words))
    rates = lengths.by_seats()
    assert rates["length_gate_refuses_honest_9_seats"] < rates["length_gate_refuses_honest_1_seats"] < 0.5
    assert rates["length_gate_refuses_evasive_1_seats"] == rates["length_gate_refuses_evasive_9_seats"] == 1


def test_make__changes_of_the_honest_adapter__keep_its_shape(tmp_path: Path):
    honest = tmp_path / "honest" / "adapter.safetensors"
    honest.parent.mkdir()
    name = "model.layers.20.mlp.up_proj.lora_B.weight"
    save_file({name: torch.ones(4, 2) + torch.eye(4, 2), "kula.scale": torch.tensor(2.0)}, honest)
    weights = {n: load_file(make(n, WORLD, 1, tmp_path))[name] for n in candidates.CHANGES}
    assert all(tensor.shape == (4, 2) for tensor in weights.values())
    assert weights["not_a_number"].isnan().all()
    assert 0 < (weights["noisy_copy"] - load_file(honest)[name]).abs().max() < 3


def test_answered__pairs__are_rows_of_conversations():
    (row,) = answered([("What is 2 + 2?", "4")])
    assert json.loads(row["messages"])[-1]["content"] == "4"
    assert row["kind"] == "conversation"
