"""No bytes of a stranger make a decoder raise anything but a KulaError, or take time that grows beyond their size.

CI tries some hundreds of inputs per decoder. `make test-long` tries a million in all (`tests/fuzz/long.py`).
"""

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kula.protocol.errors import KulaError
from tests.fuzz.decoders import DECODERS, Decoder
from tests.fuzz.mutations import bent
from tests.fuzz.seeds import CORPUS, seeds

SLOWEST_SECONDS = 5
"""No input of this size takes longer, on a machine that others share."""
RULES = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None
)


def decoded(decode: Decoder, raw: bytes) -> bool:
    """Tells whether a decoder takes these bytes. Raises what is not a KulaError."""
    began = time.process_time()
    try:
        decode(raw)
        return True
    except KulaError:
        return False
    finally:
        assert time.process_time() - began < SLOWEST_SECONDS


def corpus(name: str) -> list[Path]:
    return sorted((CORPUS / name).iterdir())


def test_corpus__valid_inputs__are_decoded_and_up_to_date():
    assert {path.name for path in CORPUS.iterdir()} == set(DECODERS)
    for name, inputs in seeds().items():
        valid = [path.read_bytes() for path in corpus(name) if path.name.startswith("valid-")]
        assert valid == inputs, "python -m tests.fuzz.seeds writes them again"
        if name not in ("problem", "report"):
            assert all(decoded(DECODERS[name], raw) for raw in valid), name


@pytest.mark.parametrize("name", DECODERS)
def test_decoder__of_the_corpus__takes_it_or_refuses_it(name: str):
    for path in corpus(name):
        decoded(DECODERS[name], path.read_bytes())


@pytest.mark.parametrize("name", DECODERS)
def test_decoder__of_any_bytes__takes_them_or_refuses_them(name: str):
    decode = DECODERS[name]

    @RULES
    @given(st.binary(max_size=600))
    @example(b"")
    def try_any(raw: bytes) -> None:
        decoded(decode, raw)

    try_any()


@pytest.mark.parametrize("name", DECODERS)
def test_decoder__of_a_bent_valid_input__takes_it_or_refuses_it(name: str):
    decode, valid = DECODERS[name], [path.read_bytes() for path in corpus(name)]

    @RULES
    @given(st.integers(0, 2**32 - 1), st.sampled_from(valid))
    def try_bent(seed: int, raw: bytes) -> None:
        decoded(decode, bent(raw, random.Random(seed)))

    try_bent()
