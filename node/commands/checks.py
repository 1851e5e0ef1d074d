"""Checks before a validator runs. Each that fails says what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kula.node.adopted import AdoptedScorers
from kula.node.settings import ValidatorSettings
from kula.node.validator.scores.pieces import LocalScorer
from kula.protocol.errors import KulaError
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.gateway_client import GatewayApi, facts_of
from kula.protocol.types import Address


@dataclass(frozen=True)
class Check:
    """One check, with what it saw or what is wrong."""

    name: str
    ok: bool
    detail: str


def validator_checks(settings: ValidatorSettings) -> list[Check]:
    """Run all checks. None changes the chain; the one of IPFS writes a small block."""
    functions: list[tuple[str, Callable[[ValidatorSettings], str]]] = [
        ("chain", _chain),
        ("coin", _coin),
        ("stake", _stake),
        ("ipfs", _ipfs),
        ("gateway", _gateway),
        ("scorer", _scorer),
    ]
    checks: list[Check] = []
    for name, function in functions:
        try:
            checks.append(Check(name, True, function(settings)))
        except KulaError as error:
            checks.append(Check(name, False, str(error)))
    return checks


def failed(checks: Sequence[Check]) -> bool:
    """Whether one check failed."""
    return not all(check.ok for check in checks)


def _chain(settings: ValidatorSettings) -> str:
    network = settings.network()
    return f"chain {network.addresses.chain_id}, epoch {network.batches.current()} is open"


def _coin(settings: ValidatorSettings) -> str:
    network, account = settings.network(), settings.account()
    wei = network.connection.coin_of(Address(account.address))
    if not wei:
        raise KulaError(f"{account.address} has no coin for gas; send it some")
    return f"{wei / 10**18:.4f} coin for gas"


def _stake(settings: ValidatorSettings) -> str:
    network, account, owner = settings.network(), settings.account(), settings.owner_of_stake()
    staked, least = network.validators.stake_of(owner), network.validators.minimum()
    if staked < least:
        raise KulaError(f"stake is {staked // TOKEN} KULA, the minimum {least // TOKEN}; run `kula validator stake`")
    operator = network.validators.operator_of(owner)
    if operator != account.address:
        raise KulaError(f"{owner} names {operator} as its operator; run `kula validator operator {account.address}`")
    return f"{staked // TOKEN} KULA"


def _ipfs(settings: ValidatorSettings) -> str:
    cid = settings.store().put_block(b"kula check")
    settings.store().get_block(cid)
    return f"wrote and read {cid}"


def _gateway(settings: ValidatorSettings) -> str:
    facts = facts_of(GatewayApi(settings.gateway).get("/v1/network"))
    chain_id = settings.network().addresses.chain_id
    if facts.chain_id != chain_id:
        raise KulaError(
            f"the gateway serves chain {facts.chain_id}, not {chain_id}; set KULA_GATEWAY to one of our chain"
        )
    return f"gateway {facts.gateway}"


def _scorer(settings: ValidatorSettings) -> str:
    network = settings.network()
    current, (following, from_epoch) = network.batches.current(), network.scorers.next_scorer()
    named = network.scorers.scorer_of(current)
    scorers = AdoptedScorers(
        network, settings.store(), settings.data / "scorers", lambda weights: LocalScorer(settings.device, weights)
    )
    scorers.folder_of(named)
    scorers.folder_of(following)
    later = f", from epoch {from_epoch} on {hex0(following)}" if from_epoch > current else ""
    return f"scorerId {hex0(named)}{later}"
