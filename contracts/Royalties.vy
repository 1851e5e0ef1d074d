# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# SPDX-License-Identifier: Apache-2.0
"""
@title Royalties: licences, and the accounts that earn from them
@notice A buyer pays for a dataset or a model. A share is burnt, so that buying from oneself costs money. The rest
        goes to the ledgers of the dataset's epochs, or of the datasets that the model was trained on, by their live
        credit: credit that is not erased. Each ledger accumulates R, the revenue per live credit. An account is owed
        ((known - erased) * R + saved) / 1e18, less what it was paid. An erased record earns nothing from later sales.
        Twin: protocol/ledgers/royalties.py.
@custom:kill None: nobody can stop a sale, a claim or an erasure.
"""

from .interfaces import IGrants
from .interfaces import IRegistry
from .interfaces import IReports
from .interfaces import IToken
from .modules import constants
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

# What a ledger has taken in.
struct Accumulator:
    opened: bool
    # R: revenue per live credit, times 1e18
    revenue: uint256
    # credit that is not erased
    live: uint256
    # revenue that is not paid out, times 1e18
    left: uint256

# What one account has earned from one ledger.
struct Share:
    # the most credit of the account that a row has proven
    known: uint256
    # credit of its erased records, and what this had earned by then, times 1e18
    erased: uint256
    saved: uint256
    # what it was paid
    paid: uint256

MAX_CLAIMS: constant(uint256) = 32
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

# epoch => what its ledger has taken in
ledger: public(HashMap[uint32, Accumulator])
# epoch => account => what it has earned there
share: public(HashMap[uint32, HashMap[address, Share]])
# epoch => position => whether its record is erased
erased: public(HashMap[uint32, HashMap[uint32, bool]])
# account => kind => number => until when the account holds a licence
licence_until: public(HashMap[address, HashMap[uint8, HashMap[uint32, uint256]]])


@deploy
def __init__(
    token: address, reports: address, registry: address, grants: address, least: uint8, price: uint256
):
    """
    @param least The floor of the Parameters.
    @param price The lowest price of a licence for one year.
    """
    TOKEN = IToken(token)
    REPORTS = IReports(reports)
    REGISTRY = IRegistry(registry)
    GRANTS = IGrants(grants)
    DOM = keccak256(abi_encode(constants.PROTOCOL, chain.id, reports))
    FLOOR = least
    PRICE = price


@external
def open_ledger(epoch: uint32, last: ledger_row.Proven):
    """
    @notice Lets the ledger of a final epoch take revenue, once. Its last row proves how much credit it has.
    @custom:caller anyone
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
    @notice Buys `holder` a licence to a dataset version for one year. The dataset's epochs share the revenue.
    @custom:caller anyone
    """
    epochs: DynArray[uint32, constants.MAX_EPOCHS] = self._with_epochs(number, [])
    self._sell(DATASET, number, holder, amount, epochs)


@external
def buy_model(number: uint32, holder: address, amount: uint256):
    """
    @notice Buys `holder` a licence to a model for one year. The epochs of the datasets that it was trained on
            share the revenue.
    @custom:caller anyone
    """
    epochs: DynArray[uint32, constants.MAX_EPOCHS] = []
    for dataset: uint32 in staticcall REGISTRY.datasets_of(number):
        epochs = self._with_epochs(dataset, epochs)
    self._sell(MODEL, number, holder, amount, epochs)


@external
def claim_royalties(
    account: address, epochs: DynArray[uint32, MAX_CLAIMS], rows: DynArray[ledger_row.Proven, MAX_CLAIMS]
):
    """
    @notice Pays an account what its rows of these epochs have earned. The last row of an account in an epoch
            proves the most.
    @custom:caller anyone
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
            # Only a false ledger that became final can ask for more. It takes nothing from other ledgers.
            assert due * ONE <= self.ledger[epoch].left, "royalties: more than its ledger took in"
            self.ledger[epoch].left -= due * ONE
            assert extcall TOKEN.transfer(account, due), "royalties: transfer failed"
            log RoyaltyPaid(account=account, epoch=epoch, amount=due)


@external
def erase(epoch: uint32, shown: ledger_row.Proven):
    """
    @notice Ends the royalties of one record of the caller.
    @param shown The record's row.
    @custom:caller the account that the row pays
    """
    self._erase(epoch, shown, msg.sender)


@external
def erase_for(account: address, epoch: uint32, shown: ledger_row.Proven, proof: Bytes[constants.SIGNATURE_BYTES]):
    """
    @notice Ends the royalties of one record by its account's signature.
    @param shown The record's row.
    @param proof The account's signature. It is empty for a contract wallet that has registered the message in Grants.
    @custom:caller anyone with the account's signature
    """
    struct_hash: bytes32 = keccak256(abi_encode(ERASE_TYPE, account, epoch, shown.row.pos))
    digest: bytes32 = signature._typed(staticcall GRANTS.separator(), struct_hash)
    if len(proof) == 0:
        assert staticcall GRANTS.registered(account, digest), "royalties: the erasure is not registered"
    else:
        signature._require(digest, proof, account)
    self._erase(epoch, shown, account)


@internal
def _sell(
    kind: uint8,
    number: uint32,
    holder: address,
    amount: uint256,
    epochs: DynArray[uint32, constants.MAX_EPOCHS],
):
    """
    @notice Takes the price, shares it among the ledgers by their live credit, burns the rest and extends the
            licence.
    """
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
    # `shared` is rounded up, so that the contract never holds less than it owes.
    burnt: uint256 = amount - (shared + ONE - 1) // ONE
    extcall TOKEN.burn(burnt)
    until: uint256 = max(self.licence_until[holder][kind][number], block.timestamp) + LICENCE_SECONDS
    self.licence_until[holder][kind][number] = until
    log LicenceSold(holder=holder, kind=kind, number=number, amount=amount, burnt=burnt, until=until)


@view
@internal
def _with_epochs(
    number: uint32, known: DynArray[uint32, constants.MAX_EPOCHS]
) -> DynArray[uint32, constants.MAX_EPOCHS]:
    """
    @notice `known` and those epochs of a dataset that have a ledger, each once. Reverts unless all these ledgers
            are open.
    """
    epochs: DynArray[uint32, constants.MAX_EPOCHS] = known
    dataset: IRegistry.Dataset = staticcall REGISTRY.dataset(number)
    assert dataset.first_epoch > 0, "royalties: no such dataset"
    for epoch: uint32 in range(dataset.first_epoch, dataset.last_epoch + 1, bound=constants.MAX_EPOCHS):
        report: IReports.ReportState = staticcall REPORTS.standing(epoch)
        if report.root == empty(bytes32) or epoch in epochs:
            continue
        assert self.ledger[epoch].opened, "royalties: open the ledgers of its epochs first"
        epochs.append(epoch)
    return epochs


@internal
def _erase(epoch: uint32, proven: ledger_row.Proven, account: address):
    """@notice Takes the credit of the account's row out of its ledger's live credit."""
    self._require_owner(epoch, proven, account)
    assert not self.erased[epoch][proven.row.pos], "royalties: erased already"
    self.erased[epoch][proven.row.pos] = True
    # Only a false ledger that became final has such rows.
    assert proven.row.median > FLOOR, "royalties: row earns nothing"
    credit: uint256 = convert(proven.row.median - FLOOR, uint256)
    assert credit <= self.ledger[epoch].live, "royalties: more than the ledger's credit"
    share: Share = self.share[epoch][account]
    share.known = max(share.known, convert(proven.row.credits, uint256))
    share.erased += credit
    share.saved += credit * self.ledger[epoch].revenue
    self.share[epoch][account] = share
    self.ledger[epoch].live -= credit
    log Erased(account=account, epoch=epoch, pos=proven.row.pos, credit=credit)


@view
@internal
def _require_owner(epoch: uint32, proven: ledger_row.Proven, account: address):
    """@notice Reverts unless the row is in an open ledger and pays the account."""
    self._require(epoch, proven)
    assert proven.row.pay_to == account and account != empty(address), "royalties: row of another account"
    assert self.ledger[epoch].opened, "royalties: open the ledger first"


@view
@internal
def _require(epoch: uint32, proven: ledger_row.Proven) -> IReports.ReportState:
    """@notice Reverts unless the row is in a final ledger. Returns the report."""
    assert epoch <= staticcall REPORTS.final_upto(), "royalties: epoch is not final"
    report: IReports.ReportState = staticcall REPORTS.standing(epoch)
    ledger_row._require(DOM, epoch, report, proven.row, proven.proof)
    return report
