"""`kula watch`: watches all reports without a stake, and does what the chain is due."""

import signal
import threading
from typing import TYPE_CHECKING

import typer

from kula.protocol.program.console import say

if TYPE_CHECKING:
    from kula.node.settings import WatchSettings
    from kula.node.validator.journal import Journal
    from kula.node.validator.patience import Duty
    from kula.node.validator.watching.deposits import Deposits
    from kula.node.validator.watching.watcher import Watcher
    from kula.protocol.chain.sender import Sender
    from kula.protocol.reading.gateways import AllGateways
    from kula.protocol.reading.ledgers import Ledgers
    from kula.protocol.reading.material import Material

app = typer.Typer(help="Watch every report without a stake: demand what is hidden, and bring false reports down.")


@app.command()
def watch(
    once: bool = typer.Option(False, help="Look once, print the open demands with their deadlines, and stop."),
) -> None:
    """Run until SIGTERM. The account in KULA_KEYSTORE pays gas and deposits; KULA_DATA is a folder of its own."""
    from kula.node.logs import log_json
    from kula.node.settings import WatchSettings
    from kula.node.validator.journal import Journal

    log_json()
    settings = WatchSettings()
    with Journal(settings.data) as journal:
        watcher = compose(settings, journal)
        if once:
            watcher.turn()
            say(watcher.pending(), as_json=True)
            return
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        watcher.run(stop, settings.turn_seconds)


def compose(settings: "WatchSettings", journal: "Journal") -> "Watcher":
    """Build a watcher with all its parts. `journal` is open, and keeps the leaves that it gets."""
    from kula.node.validator.holding import Holding
    from kula.node.validator.patience import Patience
    from kula.node.validator.watching.watch import Watch
    from kula.node.validator.watching.watcher import Watcher
    from kula.protocol.reading.gateways import AllGateways
    from kula.protocol.reading.material import GATHER_SECONDS, gather

    ledgers = settings.ledgers()
    sender = settings.sender(ledgers.network)
    sender.resume()
    network, store = ledgers.network, ledgers.store
    gateways = AllGateways(settings.gateway, network, sender.account, anywhere=settings.gateways_anywhere)

    def material_of(epoch: int) -> "Material":
        return gather(network, store, gateways.entries_at_hand, epoch, texts=False)

    deposits, duties = duties_of(settings, ledgers, gateways, sender)
    holding = Holding(ledgers, journal, material_of, GATHER_SECONDS)
    return Watcher(Watch(ledgers, sender, deposits), holding, Patience(network, duties, own=[deposits]))


def duties_of(
    settings: "WatchSettings", ledgers: "Ledgers", gateways: "AllGateways", sender: "Sender"
) -> "tuple[Deposits, list[Duty]]":
    """Returns the deposits of a watcher, and its duties beside reports that others have too. So have validators."""
    from kula.node.validator.watching.deposits import Budget, Deposits
    from kula.node.validator.watching.lazy import LazySeats
    from kula.node.validator.watching.signatures import DoubleSignatures
    from kula.protocol.parameters import TOKEN

    network, folder = ledgers.network, settings.data / "watch"
    budget = Budget(
        epoch=settings.demand_epoch * TOKEN, whole=settings.demand_whole * TOKEN, leaves=settings.demand_leaves
    )
    deposits = Deposits(network, folder, budget)
    signatures = DoubleSignatures(network, folder, gateways.bulletins, sender.address)
    return deposits, [LazySeats(ledgers), signatures]
