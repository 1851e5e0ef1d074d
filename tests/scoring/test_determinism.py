"""Two honest machines give the same byte: for any batch, order, thread count and instruction set, with or without a GPU.

Where arithmetic differs in its last bits, a score may differ by one level, for at most one record in a thousand. The stage
that decides never differs, nor does whether a record is void.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
import torch

from kula.node.demo.stream import read_stream
from kula.protocol.parameters import Parameters
from kula.scoring.features import encoder_files
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.text import Content
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, Verdict

SAMPLE = [arrival.content for arrival in read_stream(None).arrivals]
_CODE = (
    "import json, sys; from pathlib import Path; from kula.scoring.scorer import Scorer;"
    "verdicts = Scorer.load(device=sys.argv[2]).score(json.loads(Path(sys.argv[1]).read_text()));"
    "print(json.dumps([[v.score, v.stage, v.reasons] for v in verdicts]))"
)
_INSTRUCTION_SETS = {
    "sse": ("default", "SSE41", "SSE4_2", "Nehalem", ""),
    "avx2": ("avx2", "AVX2", "AVX2", "Haswell", "avx2"),
    "avx512": ("avx512", "AVX512_CORE", "AVX512", "SkylakeX", "avx512f"),
}
"""ATen's, oneDNN's, MKL's and OpenBLAS's name, and the processor's flag."""


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(device="cpu")


@pytest.fixture(scope="module")
def here(scorer: Scorer) -> list[Verdict]:
    """The verdicts of this process on what every instruction set judges."""
    return scorer.score(_many(250))


def _many(count: int) -> list[Content]:
    """Honest records and ones with another record's answer, so that there are scores of all heights."""
    rng = random.Random(23)
    contents = list(SAMPLE[:count])
    while len(contents) < count:
        content, other = rng.sample(SAMPLE, 2)
        if "messages" not in content or "messages" not in other:
            continue
        answers = [m for m in other["messages"] if m["role"] == "assistant"]
        mixed = [*content["messages"][:-1], {**content["messages"][-1], "content": answers[-1]["content"]}]
        contents.append({**content, "messages": mixed})
    return contents


def _elsewhere(contents: Sequence[Content], folder: Path, device: str, environment: dict[str, str]) -> list[Verdict]:
    """The verdicts of another process."""
    path = folder / "contents.json"
    path.write_text(json.dumps(contents))
    words = [sys.executable, "-c", _CODE, str(path), device]
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    return [Verdict(score, stage, tuple(why)) for score, stage, why in json.loads(done.stdout.splitlines()[-1])]


def _assert_agree(here: Sequence[Verdict], there: Sequence[Verdict]) -> None:
    assert [v.stage for v in here] == [v.stage for v in there]
    assert [v.score == 0 for v in here] == [v.score == 0 for v in there]
    early = [(a.score, b.score) for a, b in zip(here, there, strict=True) if a.stage < 2]
    assert all(a == b for a, b in early)
    apart = [abs(a.score - b.score) for a, b in zip(here, there, strict=True)]
    assert max(apart) <= 1
    assert sum(a > 0 for a in apart) <= max(1, len(apart) // 1_000)


@pytest.mark.parametrize("size", [1, 5, 16])
def test_score__any_batch_and_order__the_same_verdict(scorer: Scorer, size: int):
    together = scorer.score(SAMPLE[:32])
    order = random.Random(size).sample(range(32), 32)
    verdicts: dict[int, Verdict] = {}
    for start in range(0, 32, size):
        part = order[start : start + size]
        verdicts |= zip(part, scorer.score([SAMPLE[i] for i in part]), strict=True)
    assert [verdicts[i] for i in range(32)] == together


def test_score__more_threads__the_same_verdict(scorer: Scorer):
    expected = scorer.score(SAMPLE[:32])
    torch.set_num_threads(3)
    try:
        assert scorer.score(SAMPLE[:32]) == expected
    finally:
        torch.set_num_threads(1)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(_INSTRUCTION_SETS))
def test_score__every_instruction_set_of_this_machine__the_same_bytes(here: list[Verdict], name: str, tmp_path: Path):
    aten, onednn, mkl, openblas, flag = _INSTRUCTION_SETS[name]
    if flag not in Path("/proc/cpuinfo").read_text().split() and flag:
        pytest.skip(f"this processor has no {flag}")
    environment = {
        "ATEN_CPU_CAPABILITY": aten,
        "ONEDNN_MAX_CPU_ISA": onednn,
        "MKL_ENABLE_INSTRUCTIONS": mkl,
        "OPENBLAS_CORETYPE": openblas,
    }
    _assert_agree(here, _elsewhere(_many(250), tmp_path, "cpu", environment))


@pytest.mark.slow
@pytest.mark.gpu
def test_score__on_a_gpu__the_same_bytes(scorer: Scorer, tmp_path: Path):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    contents = _many(1_000)
    _assert_agree(scorer.score(contents), _elsewhere(contents, tmp_path, "cuda", {}))


@pytest.mark.gpu
def test_encoder__in_a_process_that_allows_tf32__plain_fp32_all_the_same():
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    encoder = Encoder("cuda")
    windows = encoder.windows("Lower the egg into boiling water and wait six and a half minutes.", 1)
    strict = encoder.encode(windows)
    torch.set_float32_matmul_precision("medium")
    try:
        assert (encoder.encode(windows) == strict).all()
        assert torch.get_float32_matmul_precision() == "medium"
    finally:
        torch.set_float32_matmul_precision("highest")
    assert abs(Encoder("cpu").encode(windows) - strict).max() < 1e-5


@pytest.mark.parametrize("name", [field.name for field in fields(Parameters)])
def test_scorer_id__another_parameter__another_id(scorer: Scorer, name: str):
    ours = Parameters()
    assert scorer.id(replace(ours, **{name: getattr(ours, name) + 1})) != scorer.id(ours)


def test_scorer_id__another_byte_in_any_ingredient__another_id(scorer: Scorer, tmp_path: Path, monkeypatch):
    ours = scorer.id(Parameters())
    assert Scorer.load(device="cpu").id(Parameters()) == ours
    for shipped in (path for path in SHIPPED.iterdir() if path.suffix != ".md"):
        folder = tmp_path / shipped.name
        folder.mkdir()
        for path in SHIPPED.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        _change(folder / shipped.name)
        assert Scorer.load(folder, device="cpu").id(Parameters()) != ours, shipped.name
    for name in ("model.safetensors", "tokenizer.json"):
        folder = tmp_path / f"encoder-{name}"
        folder.mkdir()
        for path in encoder_files.model_folder().iterdir():
            if path.is_file():
                (folder / path.name).write_bytes(path.read_bytes())
        _change(folder / name)
        with monkeypatch.context() as patched:
            patched.setenv("KULA_ENCODER", str(folder))
            encoder_files.ingredients_hash.cache_clear()
            assert scorer.id(Parameters()) != ours
    encoder_files.ingredients_hash.cache_clear()


def _change(path: Path) -> None:
    """Change one byte, so that the file stays readable."""
    changed = bytearray(path.read_bytes())
    if path.suffix == ".safetensors":
        changed[-1] ^= 1
    else:
        changed += b"\n"
    path.write_bytes(bytes(changed))
