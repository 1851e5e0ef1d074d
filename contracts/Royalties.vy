# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Royalties: licences sold, and who is paid for them
@notice A buyer pays for a dataset or a model; a share is burnt, so that buying from oneself loses, and the rest goes to the
        ledgers of its epochs, or of its direct parents' datasets, by their live credit. Each ledger has one accumulator R,
        revenue for a live credit; an account is owed ((known - erased) * R + saved) / 1e18, less what it was paid.
        Erasing a record ends its royalties from that sale on. Twin: protocol/ledgers/royalties.py.
@custom:kill None: nobody can stop a sale, a claim or an erasure.
"""

from .interfaces import IGrants
from .interfaces import IRegistry
from .interfaces import IReports
from .interfaces import IToken
from .modules import ledger_row
from .modules import signature

event LedgerOpened:
    epoch: indexed(uint32)
    live: uint256

event LicenceSold:
    holder: indexed(address)
    kind: uint8
    number: uint32
    amount: uint256
    burnt: uint256
    until: uint256

event RoyaltyPaid:
    account: indexed(address)
    epoch: indexed(uint32)
    amount: uint256

event Erased:
    account: indexed(address)
    epoch: indexed(uint32)
    pos: uint32
    credit: uint256

# A row and its proof in its epoch's ledger.
struct Proven:
    row: IReports.Row
    proof: DynArray[bytes32, MAX_DEPTH]

# Revenue for a live credit, times 1e18, the credits that still earn, and the revenue that is not paid out, times 1e18.
struct Accumulator:
    opened: bool
    revenue: uint256
    live: uint256
    left: uint256

# What an account's credits of one ledger have earned.
struct Share:
    known: uint256
    erased: uint256
    saved: uint256
    paid: uint256

MAX_DEPTH: constant(uint256) = 14
MAX_CLAIMS: constant(uint256) = 32
MAX_EPOCHS: constant(uint256) = 64
ONE: constant(uint256) = 10**18
BURN_PERCENT: constant(uint256) = 10
LICENCE_SECONDS: constant(uint256) = 365 * 86_400
DATASET: constant(uint8) = 0
MODEL: constant(uint8) = 1
ERASE_TYPE: constant(bytes32) = keccak256("Erase(address account,uint32 epoch,uint32 pos)")

TOKEN: immutable(IToken)
REPORTS: immutable(IReports)
REGISTRY: immutable(IRegistry)
GRANTS: immutable(IGrants)
DOM: immutable(bytes32)
FLOOR: immutable(uint8)
PRICE: public(immutable(uint256))

ledger: public(HashMap[uint32, Accumulator])
share: public(HashMap[uint32, HashMap[address, Share]])
erased: public(HashMap[uint32, HashMap[uint32, bool]])
# until when an account holds a licence, by kind and number
licence_until: public(HashMap[address, HashMap[uint8, HashMap[uint32, uint256]]])


@deploy
def __init__(
    token: address, reports: address, registry: address, grants: address, least: uint8, price: uint256
):
    """
    @param least The floor of the Parameters.
    @param price The least that a licence for a year costs.
    """
    TOKEN = IToken(token)
    REPORTS = IReports(reports)
    REGISTRY = IRegistry(registry)
    GRANTS = IGrants(grants)
    DOM = keccak256(abi_encode("kula.v1", chain.id, reports))
    FLOOR = least
    PRICE = price


@external
def open_ledger(epoch: uint32, last: Proven):
    """
    @notice Let a final epoch's ledger take revenue: its last row says how much credit there is. Anyone, once.
    """
    report: IReports.ReportState = self._require(epoch, last)
    assert last.row.t + 1 == report.records, "royalties: not the last row"
    assert not self.ledger[epoch].opened, "royalties: ledger is open"
    live: uint256 = convert(last.row.sum_credit, uint256)
    self.ledger[epoch] = Accumulator(opened=True, revenue=0, live=live, left=0)
    log LedgerOpened(epoch=epoch, live=live)


@external
def buy_dataset(number: uint32, holder: address, amount: uint256):
    """
    @notice Buy `holder` a licence to a dataset version for a year. The epochs that it names are paid.
    """
    epochs: DynArray[uint32, MAX_EPOCHS] = self._with_epochs(number, [])
    self._sell(DATASET, number, holder, amount, epochs)


@external
def buy_model(number: uint32, holder: address, amount: uint256):
    """
    @notice Buy `holder` a licence to a model for a year. The epochs of the datasets that it was trained on are paid.
    """
    epochs: DynArray[uint32, MAX_EPOCHS] = []
    for dataset: uint32 in staticcall REGISTRY.datasets_of(number):
        epochs = self._with_epochs(dataset, epochs)
    self._sell(MODEL, number, holder, amount, epochs)


@external
def claim_royalties(account: address, epochs: DynArray[uint32, MAX_CLAIMS], rows: DynArray[Proven, MAX_CLAIMS]):
    """
    @notice Pay an account what its rows of these epochs have earned. Anyone; an account's last row shows the most.
    """
    assert len(epochs) == len(rows), "royalties: one row for each epoch"
    for i: uint256 in range(len(epochs), bound=MAX_CLAIMS):
        epoch: uint32 = epochs[i]
        self._require_owner(epoch, rows[i], account)
        share: Share = self.share[epoch][account]
        share.known = max(share.known, convert(rows[i].row.credits, uint256))
        assert share.erased <= share.known, "royalties: more was erased than the row shows"
        owed: uint256 = ((share.known - share.erased) * self.ledger[epoch].revenue + share.saved) // ONE
        due: uint256 = owed - share.paid
        share.paid = owed
        self.share[epoch][account] = share
        if due > 0:
            # Only a lie that became final because nobody looked can ask for more: it empties no ledger but its own.
            assert due * ONE <= self.ledger[epoch].left, "royalties: more than its ledger took in"
            self.ledger[epoch].left -= due * ONE
            assert extcall TOKEN.transfer(account, due), "royalties: transfer failed"
            log RoyaltyPaid(account=account, epoch=epoch, amount=due)


@external
def erase(epoch: uint32, shown: Proven):
    """
    @notice End the royalties of one record of the caller.
    """
    self._erase(epoch, shown, msg.sender)


@external
def erase_for(account: address, epoch: uint32, shown: Proven, proof: Bytes[65]):
    """
    @notice The same with the account's signature; anyone may send it.
    """
    struct_hash: bytes32 = keccak256(abi_encode(ERASE_TYPE, account, epoch, shown.row.pos))
    signature._require(signature._typed(staticcall GRANTS.separator(), struct_hash), proof, account)
    self._erase(epoch, shown, account)


@internal
def _sell(kind: uint8, number: uint32, holder: address, amount: uint256, epochs: DynArray[uint32, MAX_EPOCHS]):
    assert amount >= PRICE, "royalties: less than the price"
    assert extcall TOKEN.transferFrom(msg.sender, self, amount), "royalties: transfer failed"
    live: uint256 = 0
    for epoch: uint32 in epochs:
        live += self.ledger[epoch].live
    assert live > 0, "royalties: no live credit to pay"
    revenue: uint256 = (amount - amount * BURN_PERCENT // 100) * ONE // live
    shared: uint256 = 0
    for epoch: uint32 in epochs:
        self.ledger[epoch].revenue += revenue
        self.ledger[epoch].left += revenue * self.ledger[epoch].live
        shared += revenue * self.ledger[epoch].live
    # Rounded up, so that what stays is never less than what is owed.
    burnt: uint256 = amount - (shared + ONE - 1) // ONE
    extcall TOKEN.burn(burnt)
    until: uint256 = max(self.licence_until[holder][kind][number], block.timestamp) + LICENCE_SECONDS
    self.licence_until[holder][kind][number] = until
    log LicenceSold(holder=holder, kind=kind, number=number, amount=amount, burnt=burnt, until=until)


@view
@internal
def _with_epochs(number: uint32, known: DynArray[uint32, MAX_EPOCHS]) -> DynArray[uint32, MAX_EPOCHS]:
    """
    @notice `known` and a dataset's epochs with a ledger, each once. All of them must be open.
    """
    epochs: DynArray[uint32, MAX_EPOCHS] = known
    dataset: IRegistry.Dataset = staticcall REGISTRY.dataset(number)
    assert dataset.first_epoch > 0, "royalties: no such dataset"
    for epoch: uint32 in range(dataset.first_epoch, dataset.last_epoch + 1, bound=64):
        report: IReports.ReportState = staticcall REPORTS.standing(epoch)
        if report.root == empty(bytes32) or epoch in epochs:
            continue
        assert self.ledger[epoch].opened, "royalties: open the ledgers of its epochs first"
        epochs.append(epoch)
    return epochs


@internal
def _erase(epoch: uint32, shown: Proven, account: address):
    self._require_owner(epoch, shown, account)
    assert not self.erased[epoch][shown.row.pos], "royalties: erased already"
    self.erased[epoch][shown.row.pos] = True
    # Only a lie that became final because nobody looked has such rows.
    assert shown.row.median > FLOOR, "royalties: row earns nothing"
    credit: uint256 = convert(shown.row.median - FLOOR, uint256)
    assert credit <= self.ledger[epoch].live, "royalties: more than the ledger's credit"
    share: Share = self.share[epoch][account]
    share.known = max(share.known, convert(shown.row.credits, uint256))
    share.erased += credit
    share.saved += credit * self.ledger[epoch].revenue
    self.share[epoch][account] = share
    self.ledger[epoch].live -= credit
    log Erased(account=account, epoch=epoch, pos=shown.row.pos, credit=credit)


@view
@internal
def _require_owner(epoch: uint32, shown: Proven, account: address):
    self._require(epoch, shown)
    assert shown.row.pay_to == account and account != empty(address), "royalties: row of another account"
    assert self.ledger[epoch].opened, "royalties: open the ledger first"


@view
@internal
def _require(epoch: uint32, shown: Proven) -> IReports.ReportState:
    """
    @notice Revert unless the row stands in a final ledger; returns the report.
    """
    assert epoch <= staticcall REPORTS.final_upto(), "royalties: epoch is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    ledger_row._require(DOM, epoch, report, shown.row, shown.proof)
    return report
