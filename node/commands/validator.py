"""`kula validator`: keys, stake, checks and the loop."""

import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
    from kula.node.settings import ValidatorSettings
    from kula.node.validator.journal import Journal
    from kula.node.validator.loop import Validator
    from kula.node.validator.work import EpochWork
    from kula.protocol.reading.gateways import AllGateways
    from kula.protocol.reading.ledgers import Ledgers
    from kula.protocol.types import Address

_WAITING_PART = 60
"""One wait for scoring workers takes at most this part of the commit window."""

app = typer.Typer(no_args_is_help=True, help="Score records, commit, reveal, sign reports, challenge wrong ones, vote.")


@app.command()
def init(
    folder: Path = typer.Option(Path("kula-validator"), help="The validator's own folder."),
) -> None:
    """Make the validator's folder with a new encrypted key (password from KULA_PASSWORD_FILE)."""
    from kula.node.settings import ValidatorSettings
    from kula.protocol.program.keys import new_key, save_keystore

    account = new_key()
    settings = ValidatorSettings(data=folder)
    save_keystore(folder / "key.json", account, settings.read_password())
    say(account.address)


@app.command()
def check(as_json: bool = typer.Option(False, "--json")) -> None:
    """Check chain, stake, coin, IPFS, gateway and scorer before running; exit code 1 if something is missing."""
    from kula.node.commands.checks import failed, validator_checks
    from kula.node.settings import ValidatorSettings

    checks = validator_checks(ValidatorSettings())
    lines = [f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}" for check in checks]
    say([check.__dict__ for check in checks], as_json, "\n".join(lines))
    raise typer.Exit(1 if failed(checks) else 0)


@app.command()
def run() -> None:
    """Run the loop until SIGTERM; stops by itself when another process commits under the same key."""
    from kula.node.logs import log_json
    from kula.node.settings import ValidatorSettings
    from kula.node.validator.journal import Journal

    log_json()
    settings = ValidatorSettings()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    with Journal(settings.data) as journal:
        compose(settings, journal).run(stop, settings.turn_seconds)


def compose(settings: "ValidatorSettings", journal: "Journal") -> "Validator":
    """Build a validator with all its parts. `journal` is open."""
    from kula.node.commands.watch import duties_of
    from kula.node.validator.failures import Failures
    from kula.node.validator.judging.banks import Banks
    from kula.node.validator.judging.sampling import Sampling
    from kula.node.validator.judging.voting import Voting
    from kula.node.validator.loop import Validator
    from kula.node.validator.patience import Patience
    from kula.node.validator.steps import Steps
    from kula.node.validator.view import View
    from kula.node.validator.watching.seat import OwnSeat
    from kula.node.validator.watching.watch import Watch
    from kula.protocol.reading.gateways import AllGateways

    ledgers, folder = settings.ledgers(), settings.data
    sender = settings.sender(ledgers.network)
    gateways = AllGateways(settings.gateway, ledgers.network, sender.account, anywhere=settings.gateways_anywhere)
    work = _work(settings, ledgers, gateways, journal, sender.address)
    deposits, duties = duties_of(settings, ledgers, gateways, sender)
    hot_owner = settings.owner_of_stake() == sender.address
    own = [OwnSeat(ledgers.network, sender.address), deposits] if hot_owner else [deposits]
    steps = Steps(
        ledgers=ledgers,
        gateways=gateways,
        sender=sender,
        journal=journal,
        work=work,
        voting=Voting(
            Sampling(ledgers, work.texts),
            Banks(ledgers, sender, folder / "banks"),
            folder / "models",
            settings.device,
        ),
        watch=Watch(ledgers, sender, deposits),
        patience=Patience(ledgers.network, duties, own),
    )
    failures = Failures(folder, settings.turn_seconds)
    return Validator(View(ledgers, journal, work, failures), steps, sender, failures)


def _work(
    settings: "ValidatorSettings", ledgers: "Ledgers", gateways: "AllGateways", journal: "Journal", operator: "Address"
) -> "EpochWork":
    """Returns what the validator computes of epochs: with workers if a broker is set, else in this process."""
    from kula.node.adopted import AdoptedScorers
    from kula.node.validator.scores.pieces import WAIT_SECONDS, LocalScorer, QueuedScorer
    from kula.node.validator.work import EpochWork

    broker, folder, device = settings.broker, settings.data, settings.device
    seconds = min(WAIT_SECONDS, ledgers.network.parameters.commit_seconds / _WAITING_PART)

    def scoring(weights: Path) -> LocalScorer | QueuedScorer:
        return QueuedScorer(broker, folder, weights, seconds) if broker else LocalScorer(device, weights)

    return EpochWork(
        ledgers=ledgers,
        gateways=gateways,
        journal=journal,
        scorers=AdoptedScorers(ledgers.network, ledgers.store, folder / "scorers", scoring),
        folder=folder,
        operator=operator,
        owner=settings.owner_of_stake(),
    )


@app.command()
def work(
    processes: int = typer.Option(
        0, help="Scoring processes, one thread each; 0 takes one per core, or one in all for a GPU."
    ),
) -> None:
    """Score pieces of epochs for the validators that use the same KULA_BROKER and the same folder."""
    import torch

    from kula.node.logs import log_json
    from kula.node.settings import ValidatorSettings
    from kula.node.validator.worker import run_scorers
    from kula.protocol.errors import MalformedInput

    log_json()
    settings = ValidatorSettings()
    if not settings.broker:
        raise MalformedInput("broker", "is not set; set KULA_BROKER to the validator's")
    on_gpu = settings.device != "cpu" and torch.cuda.is_available()
    run_scorers(settings.broker, processes or (1 if on_gpu else os.cpu_count() or 1))


@app.command()
def bank(file: Path = typer.Argument(exists=True, help="JSON lines with `question` and `accepted`, a list.")) -> None:
    """Keep your own questions as the bank of checks for a coming round. Nobody else may know them before the vote."""
    import time

    from kula.node.settings import ValidatorSettings
    from kula.node.validator.judging.banks import bank_of
    from kula.protocol.files import write_whole

    path = ValidatorSettings().data / "banks" / f"own-{time.time_ns()}.json"
    write_whole(path, bank_of(file))
    say(path)


@app.command()
def seat() -> None:
    """Take the seat that our stake earns, after a jail. Run it with the owner's key; a hot owner does it by itself."""
    from kula.node.settings import ValidatorSettings

    settings = ValidatorSettings()
    network = settings.network()
    sender = settings.sender(network)
    sender.send(network.validators.take_seat())
    say(f"{sender.address}: {len(network.validators.active())} seats are taken")


@app.command()
def stake(amount: int = typer.Argument(help="Whole KULA")) -> None:
    """Add KULA to the stake."""
    _change_stake("stake", amount)


@app.command()
def unstake(amount: int = typer.Argument(help="Whole KULA")) -> None:
    """Take KULA out of the stake; it can be withdrawn after the unbonding time."""
    _change_stake("unstake", amount)


@app.command()
def withdraw() -> None:
    """Withdraw the stake whose unbonding time has ended."""
    from kula.node.settings import ValidatorSettings

    settings = ValidatorSettings()
    network = settings.network()
    sender = settings.sender(network)
    sender.send(network.validators.withdraw())
    say(f"{sender.address}: balance is {network.token.balance_of(sender.address) // 10**18} KULA")


@app.command()
def operator(
    account: str = typer.Argument(help="The hot account that commits, reveals and signs for this stake."),
) -> None:
    """Name another operator of our stake, from the next closed epoch on. Run it with the owner's key."""
    from eth_utils.address import to_checksum_address

    from kula.node.settings import ValidatorSettings
    from kula.protocol.types import Address

    settings = ValidatorSettings()
    network = settings.network()
    sender = settings.sender(network)
    sender.send(network.validators.set_operator(Address(to_checksum_address(account))))
    say(f"{sender.address}: {network.validators.operator_of(sender.address)} acts for the stake from the next epoch on")


@app.command()
def status(as_json: bool = typer.Option(False, "--json")) -> None:
    """Show stake, balance, seat, the open epoch, the last final one, and what fails in the running validator."""
    from kula.node.settings import ValidatorSettings
    from kula.node.validator.failures import read_failures

    settings = ValidatorSettings()
    network, account, owner = settings.network(), settings.account(), settings.owner_of_stake()
    active = network.validators.active()
    place = next((i for i, s in enumerate(active) if s.operator == account.address), None)
    standing = {
        "operator": account.address,
        "owner": owner,
        "stake": network.validators.stake_of(owner),
        "balance": network.token.balance_of(owner),
        "seat": place,
        "active": len(active),
        "open_epoch": network.batches.current(),
        "final_epoch": network.reports.final_upto(),
        **read_failures(settings.data),
    }
    say(standing, as_json)


def _change_stake(act: str, amount: int) -> None:
    from kula.node.settings import ValidatorSettings
    from kula.protocol.parameters import TOKEN

    settings = ValidatorSettings()
    network = settings.network()
    sender = settings.sender(network)
    if act == "stake":
        sender.send(network.token.approve(network.validators.address, amount * TOKEN))
        sender.send(network.validators.stake(amount * TOKEN))
    else:
        sender.send(network.validators.unstake(amount * TOKEN))
    say(f"{sender.address}: stake is {network.validators.stake_of(sender.address) // TOKEN} KULA")
