"""A gateway signs no receipt that it could be unable to keep: without a place, under notice, or with a long backlog."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount
from hypothesis import given
from hypothesis import strategies as st

from kula.contracts.modules.constants import MAX_AHEAD
from kula.node.gateway import limits
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.intake import ChainFacts, Intake, Terms
from kula.node.gateway.problems import PROBLEMS, Problem
from kula.node.gateway.receipts import why_not_to_sign
from kula.protocol.chain.clients.gateways import Term
from kula.protocol.errors import MalformedInput
from kula.protocol.program.keys import new_key
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import SigningDomain, grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, Address
from tests.support.gateway.person import CONTENT

EPOCH, NOW = 5, 1_800_000_000
ORIGIN = "https://page.example"
PLACE = Term(starts=1, ends=0, place=3)
DOMAIN = SigningDomain(31_337, Address(new_key().address))
FACTS = ChainFacts(
    epoch=lambda: EPOCH,
    now=lambda: NOW,
    revoked=lambda *_: 0,
    term=lambda: PLACE,
    next_seq=lambda: 0,
    posted=lambda _: 0,
)


class Desk:
    """One person's grant and records at an intake over real rows."""

    def __init__(self, rows: Repository, max_per_epoch: int = 1_000) -> None:
        self.rows = rows
        self._gateway, self._owner, self._key = new_key(), new_key(), new_key()
        owner, key = Address(self._owner.address), Address(self._key.address)
        grant = new_grant(owner, key, licences=(DEFAULT_LICENCE,), origin=ORIGIN, now=NOW, max_per_epoch=max_per_epoch)
        self._grant, _ = self.intake(FACTS).add_grant(grant, _sign(grant_digest(DOMAIN, grant), self._owner))

    def intake(self, facts: ChainFacts) -> Intake:
        return Intake(self.rows, DOMAIN, self._gateway, facts, Terms(origin=ORIGIN))

    def send(self, facts: ChainFacts, intake: Intake | None = None, site: str = "") -> str:
        """Sends a new record, from a site. Returns the problem's slug, or an empty string if it was acknowledged."""
        new = new_record(Address(self._owner.address), CONTENT, DEFAULT_LICENCE, now=NOW)
        signature = _sign(record_hash(DOMAIN, new.record), self._key)
        try:
            (intake or self.intake(facts)).add_record(
                new.record,
                grant_hash=self._grant,
                signature=signature,
                salt=new.salt,
                content=CONTENT,
                site=site,
            )
        except Problem as problem:
            return problem.slug
        return ""


def _sign(digest: bytes, account: LocalAccount) -> bytes:
    return sign(digest, bytes(account.key))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite")))


@pytest.mark.parametrize(
    ("term", "slug"),
    [
        (PLACE, ""),
        (Term(starts=0, ends=0, place=0), "no-place"),
        (Term(starts=EPOCH + 1, ends=0, place=3), "no-place"),
        (Term(starts=1, ends=EPOCH + 24, place=3), "no-place"),
    ],
)
def test_add_record__by_the_gateways_term__acknowledged_only_in_a_place_without_notice(
    desk: Desk, term: Term, slug: str
):
    assert desk.send(replace(FACTS, term=lambda: term)) == slug
    assert desk.rows.last_seq() == (0 if slug else 1)


def test_add_record__as_many_wait_as_may__refused_until_some_are_posted(desk: Desk):
    assert desk.send(FACTS) == ""
    assert desk.send(replace(FACTS, next_seq=lambda: 1 - MAX_AHEAD)) == "backlog-full"
    assert desk.rows.last_seq() == 1
    assert desk.send(replace(FACTS, next_seq=lambda: 2 - MAX_AHEAD)) == ""


def test_add_grant__of_a_licence_that_the_operator_does_not_take__refused_by_name(desk: Desk):
    gateway, owner, key = (new_key() for _ in range(3))
    intake = Intake(desk.rows, DOMAIN, gateway, FACTS, Terms(origin=ORIGIN, licences=("CC0-1.0",)))
    of = (Address(owner.address), Address(key.address))
    wide = new_grant(*of, licences=("CC0-1.0", "CC-BY-4.0"), origin=ORIGIN, now=NOW)
    with pytest.raises(MalformedInput, match=r"grant\.licences: must be some of CC0-1\.0"):
        intake.add_grant(wide, _sign(grant_digest(DOMAIN, wide), owner))
    narrow = replace(wide, licences=("CC0-1.0",))
    assert intake.add_grant(narrow, _sign(grant_digest(DOMAIN, narrow), owner))[1]


def test_add_record__rows_are_an_older_copy_than_the_chain__refused(desk: Desk):
    """The numbers after ours are given already, so a receipt for one of them would cost the bond."""
    assert desk.send(FACTS) == ""
    assert desk.send(replace(FACTS, next_seq=lambda: 2)) == "no-place"


def test_add_record__a_flood_from_one_address__leaves_half_of_what_may_wait_to_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "MAX_AHEAD", 64)
    posted = [0]
    facts = replace(FACTS, next_seq=lambda: posted[0])
    intake = desk.intake(facts)
    assert {desk.send(facts, intake, "flood") for _ in range(32)} == {""}
    assert desk.send(facts, intake, "flood") == "backlog-full"
    assert [desk.send(facts, intake, "person") for _ in range(5)] == [""] * 4 + ["backlog-full"]
    assert desk.send(facts, intake, "other") == ""
    posted[0] = 33
    assert desk.send(facts, intake, "flood") == "", "its numbers are posted"


def test_late_batch__by_an_epoch_that_others_closed__brings_no_more_records_of_a_grant_than_an_epoch_takes(
    tmp_path: Path,
):
    desk = Desk(Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite")), max_per_epoch=2)
    assert [desk.send(FACTS) for _ in range(3)] == ["", "", "quota-used-up"]
    late = replace(FACTS, epoch=lambda: EPOCH + 1)
    assert desk.send(late) == "quota-used-up", "both wait, and come into this epoch with what comes now"
    posted = replace(late, next_seq=lambda: 2, posted=lambda epoch: 2 * (epoch == EPOCH + 1))
    assert desk.send(posted) == "quota-used-up"
    following = replace(posted, epoch=lambda: EPOCH + 2)
    assert [desk.send(following) for _ in range(3)] == ["", "", "quota-used-up"]


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.integers(-9, 2 * MAX_AHEAD))
def test_why_not_to_sign__any_term_and_backlog__a_slug_exactly_when_it_may_not(
    starts: int, ends: int, epoch: int, waiting: int
):
    slug = why_not_to_sign(Term(starts=starts, ends=ends, place=0), epoch, waiting)
    assert bool(slug) == (not (0 < starts <= epoch) or ends > 0 or not 0 <= waiting < MAX_AHEAD)
    assert not slug or slug in PROBLEMS
