"""The scorer's two stages: the first decides without the encoder and without torch, the second only what is left."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.errors import Unavailable
from kula.scoring.scorer import Scorer

CONTENTS = [arrival.content for arrival in read_stream(None).arrivals][:30]
_CODE = (
    "import json, sys; from pathlib import Path; from kula.scoring.scorer import Scorer;"
    "first = Scorer.load().first_stage(json.loads(Path(sys.argv[1]).read_text()));"
    "print(json.dumps([[v and v.score for v in first.verdicts], 'torch' in sys.modules]))"
)


def test_first_stage__some_decided__the_same_verdicts_as_both_stages():
    scorer = Scorer.load(device="cpu")
    first = scorer.first_stage(CONTENTS)
    both = scorer.score(CONTENTS)
    assert [v for v in first.verdicts if v] == [v for v in both if v.stage == 1]
    assert sorted(first.undecided) == [i for i, v in enumerate(both) if v.stage == 2]
    assert scorer.second_stage(first) == both
    assert 0 < len(first.undecided) < len(CONTENTS)


def test_first_stage__in_a_new_process__loads_no_torch(tmp_path: Path):
    path = tmp_path / "contents.json"
    path.write_text(json.dumps(CONTENTS))
    run = subprocess.run([sys.executable, "-c", _CODE, str(path)], capture_output=True, text=True, check=True)
    scores, torch_is_loaded = json.loads(run.stdout)
    assert not torch_is_loaded
    assert scores == [v and v.score for v in Scorer.load().first_stage(CONTENTS).verdicts]


def test_second_stage__no_encoder__unavailable_only_where_one_is_needed(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KULA_ENCODER", str(tmp_path))
    scorer = Scorer.load(device="cpu")
    first = scorer.first_stage(CONTENTS)
    decided = [content for content, verdict in zip(CONTENTS, first.verdicts, strict=True) if verdict]
    assert scorer.score(decided) == [verdict for verdict in first.verdicts if verdict]
    with pytest.raises(Unavailable, match=r"KULA_ENCODER is .*expected a folder with model\.safetensors"):
        scorer.second_stage(first)
