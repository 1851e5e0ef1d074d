"""An endpoint that shows a validator a commit of somebody else under its key, to stop it."""

from dataclasses import replace
from pathlib import Path

import pytest

from kula.node.local.anvil import Anvil
from kula.node.validator.plan import Act
from kula.protocol.errors import RefusedByPolicy
from kula.protocol.parameters import TOKEN
from tests.support.chain import FAST, TestNet, calldata_of, launch
from tests.support.direct import write_epoch
from tests.support.rpc.front import Call, Front, Reply, result
from tests.support.validators import Bulletin, drive, process, validator_settings

COMMIT_OF = "0x" + calldata_of("commit_of(uint32,uint256)", []).hex()


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """One validator, whose signature suffices."""
    windows = dict.fromkeys(("commit_seconds", "reveal_seconds", "report_seconds", "challenge_seconds"), 10_000)
    net = launch(anvil, tmp_path_factory.mktemp("net"), replace(FAST, **windows, budget=TOKEN))
    net.add_validator()
    return net


def foreign_commit(call: Call, _: Front) -> Reply | None:
    """Says that each seat has committed to something else."""
    asked = call["method"] == "eth_call" and call["params"][0].get("data", "").startswith(COMMIT_OF)
    return result(call, "0x" + "ab" * 32) if asked else None


def test_foreign_commit__shown_by_one_endpoint__stops_nobody_who_has_another(net: TestNet, tmp_path: Path):
    author = net.sender("author", 100 * TOKEN)
    write_epoch(net, author, tmp_path, tmp_path / "blocks")
    with Bulletin(net).served() as url, Front(net.anvil.url, foreign_commit) as liar:
        settings = validator_settings(net, net.validators[0], tmp_path / "blocks", tmp_path / "data", url)
        two = settings.model_copy(update={"rpc": f"{liar.url},{net.anvil.url}"})
        with process(two) as validator:
            drive(validator, Act.COMMIT)
        alone = settings.model_copy(update={"rpc": liar.url})
        with process(alone) as validator, pytest.raises(RefusedByPolicy, match="another process uses this key"):
            validator.turn()
        with process(two) as validator:
            drive(validator, Act.PROPOSE)
    assert "eth_call" in liar.calls
