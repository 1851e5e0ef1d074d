"""Numbers that both Vyper and Python hold are the same, and each function of a contract names its caller."""

import re
from pathlib import Path

import pytest

from kula.contracts import FOLDER, NAMES, artifact
from kula.contracts.modules import constants
from kula.protocol import types
from kula.protocol.chain import genesis
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.judging import Criterion, Failure
from kula.protocol.ledgers import claims
from kula.protocol.types import Phase

CONSTANT = re.compile(r"^(\w+): (?:public\()?constant\(uint\d+\)\)? = (.+)$", re.MULTILINE)
FUNCTION = re.compile(r'^@external\ndef (\w+)\((?:[^()]|\([^()]*\))*\)[^\n]*:\n    """\n(.*?)    """\n', re.M | re.S)
SHARED = "modules/constants"
SAME = (
    (constants.JAIL_EPOCHS, "Validators", "JAIL_EPOCHS"),
    (constants.JAIL_MISSES, "Validators", "JAIL_MISSES"),
    (constants.JAIL_SECONDS, "state/jail_share", "SECONDS"),
    (constants.ACCUSATION_SECONDS, "Gateways", "ANSWER_SECONDS"),
    (constants.ACCUSATION_CROWD_SECONDS, "Gateways", "CROWD_SECONDS"),
    (constants.UNBONDING_SECONDS, "Gateways", "UNBONDING_SECONDS"),
    (constants.OWNER_SECONDS, "state/ownership", "DELAY_SECONDS"),
    (constants.PAUSE_SECONDS, "state/proposal_pause", "PAUSE_SECONDS"),
    (constants.MAX_EPOCHS, SHARED, "MAX_EPOCHS"),
    (constants.MAX_DATASETS, SHARED, "MAX_DATASETS"),
    (constants.MAX_ROYALTY_ROWS, "Royalties", "MAX_CLAIMS"),
    (constants.MAX_CANDIDATES, SHARED, "MAX_CANDIDATES"),
    (constants.MAX_ADAPTER_BYTES, "Registry", "MAX_ADAPTER_BYTES"),
    (len(Criterion), "modules/judging", "CRITERIA"),
    *((int(kind), "Judgements", kind.name) for kind in Failure),
    *((int(state), "state/candidate_rounds", state.name) for state in RoundState),
    (types.MAX_RECORDS, SHARED, "MAX_RECORDS"),
    (types.MAX_BATCHES, "state/epoch_room", "MAX_BATCHES"),
    (types.MAX_DIRECT, "state/epoch_room", "MAX_DIRECT"),
    (constants.SURE_RECORDS, "state/epoch_room", "SURE_RECORDS"),
    (constants.NOTICE_EPOCHS, "state/gateway_places", "NOTICE_EPOCHS"),
    (constants.MAX_CARRIES, "Batches", "MAX_CARRIES"),
    (constants.MAX_AHEAD, "Gateways", "MAX_AHEAD"),
    (constants.MAX_PAIRS, "Gateways", "MAX_PAIRS"),
    (constants.MAX_URL, "state/gateway_places", "MAX_URL"),
    (genesis.MAX_HOLDINGS, "Token", "MAX_HOLDINGS"),
    (constants.FOUNDING_SECONDS, "Validators", "FOUNDING_SECONDS"),
    (types.MAX_PLACES, SHARED, "MAX_PLACES"),
    (types.MAX_SEATS, SHARED, "MAX_SEATS"),
    (types.CHUNK_BYTES, SHARED, "CHUNK_BYTES"),
    (claims.RANGE_LEVELS, SHARED, "RANGE_LEVELS"),
    (claims.ROWS_AT_ONCE, SHARED, "MAX_PROVEN"),
    *((int(phase), SHARED, f"PHASE_{phase.name}") for phase in Phase),
)


def constants_of(path: Path) -> dict[str, int]:
    """The whole-number constants of a Vyper file, by name."""
    numbers: dict[str, int] = {}
    for name, expression in CONSTANT.findall(path.read_text()):
        numbers[name] = eval(expression, {}, numbers)
    return numbers


@pytest.mark.parametrize(("number", "file", "name"), SAME, ids=[f"{file}.{name}" for _, file, name in SAME])
def test_constant__in_python__is_that_of_the_contract(number: int, file: str, name: str):
    assert constants_of(FOLDER / f"{file}.vy")[name] == number


def test_constants__shared_ones__fit_each_other():
    shared = constants_of(FOLDER / f"{SHARED}.vy")
    assert 2 ** shared["MAX_DEPTH"] == shared["MAX_RECORDS"] == shared["CHUNKS"] * shared["CHUNK_BYTES"]
    assert 2 ** shared["RANGE_LEVELS"] == shared["MAX_ROWS"]
    levels_above = shared["MAX_DEPTH"] - (shared["MAX_PROVEN"] - 1).bit_length()
    assert shared["MAX_PROVEN"] * levels_above == shared["MAX_SIBLINGS"]


@pytest.mark.parametrize("name", NAMES)
def test_functions__that_change_state__name_their_caller(name: str):
    sources = "".join(path.read_text() for path in (FOLDER / f"{name}.vy", *(FOLDER / "state").glob("*.vy")))
    callers = {function for function, words in FUNCTION.findall(sources) if "@custom:caller" in words}
    changing = {
        entry["name"]
        for entry in artifact(name)["abi"]
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    assert changing <= callers
