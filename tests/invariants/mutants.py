"""One-line changes to the contracts that a test must notice, and the test that should fail."""

from dataclasses import dataclass

MACHINE = "tests/invariants/test_machine.py"


@dataclass(frozen=True)
class Mutation:
    """One line, and its replacement."""

    name: str
    contract: str
    line: str
    instead: str
    tests: str
    """The tests that should fail. If they pass, the machine runs."""


MUTATIONS = (
    Mutation(
        "median counts less than half",
        "modules/weighted_median",
        "2 * below >= total",
        "2 * below > total",
        "tests/contracts/twins/test_rules.py -k median",
    ),
    Mutation(
        "range proof may begin anywhere",
        "modules/positional_tree",
        "start % (1 << levels) != 0",
        "False",
        "tests/contracts/twins/test_trees.py -k range",
    ),
    Mutation(
        "leaves may lie beyond the last",
        "modules/positional_tree",
        "place % 2 == 0 and sibling != zero",
        "False",
        "tests/redteam/test_reports.py -k beyond_the_last",
    ),
    Mutation(
        "row proof of any length",
        "modules/positional_tree",
        "or len(proof) != self._depth(count)",
        "or False",
        "tests/contracts/twins/test_trees.py -k test_verify__",
    ),
    Mutation(
        "form: since may be this epoch",
        "modules/ledger_row",
        "row.since >= epoch",
        "row.since > epoch",
        "tests/contracts/twins/test_rules.py -k form",
    ),
    Mutation(
        "order: sums may jump",
        "modules/ledger_row",
        "total += convert(previous.sum_credit, uint256)",
        "pass",
        "tests/contracts/twins/test_rules.py -k order",
    ),
    Mutation(
        "draw may repeat a row",
        "modules/draw",
        "number = (number + 1) % n",
        "pass",
        "tests/contracts/twins/test_rules.py -k draw",
    ),
    Mutation(
        "high s recovers",
        "modules/signature",
        "s > HALF_ORDER or ",
        "",
        "tests/contracts/twins/test_rules.py -k recover",
    ),
    Mutation(
        "quorum of exactly two thirds",
        "Reports",
        "3 * signed > 2 * state",
        "3 * signed >= 2 * state",
        "tests/redteam/test_reports.py -k minority",
    ),
    Mutation(
        "quorum of reveals not needed",
        "Reports",
        'assert 3 * state.revealed_weight > 2 * state.total_weight, "reports: too little',
        'assert 3 * state.revealed_weight >= 0, "reports: too little',
        "tests/redteam/test_scores.py -k silent_majority",
    ),
    Mutation(
        "a fall leaves later reports",
        "Reports",
        "self.head = epoch - 1",
        "self.head = self.head",
        "tests/redteam/test_reports.py -k child",
    ),
    Mutation("a fall is no attempt", "Reports", "self.attempt += 1", "pass", MACHINE),
    Mutation(
        "window ends a second early",
        "Reports",
        '+ CHALLENGE_SECONDS, "reports: window',
        '+ CHALLENGE_SECONDS - 1, "reports: window',
        "tests/contracts/test_reports.py -k finalise",
    ),
    Mutation(
        "expiry leaves reports that can fall",
        "Reports",
        "assert self.final_upto == self.head",
        "assert self.final_upto <= self.head",
        "tests/contracts/test_reports.py -k expire",
    ),
    Mutation(
        "final although a demand is open",
        "Reports",
        "assert not staticcall DEMANDS.holds(report.digest)",
        "assert True or staticcall DEMANDS.holds(report.digest)",
        "tests/redteam/test_reports.py -k hidden",
    ),
    Mutation(
        "allots nothing", "Reports", "self.allotted += self._reports[epoch].rest >> 128", "self.allotted += 0", MACHINE
    ),
    Mutation(
        "claims before final",
        "Claims",
        "assert epoch <= staticcall REPORTS.final_upto()",
        "assert epoch <= staticcall REPORTS.final_upto() + 1",
        "tests/contracts/across/test_epoch.py",
    ),
    Mutation(
        "claims beyond what is allotted",
        "Claims",
        "self.paid += amount",
        "self.paid += 0",
        "tests/redteam/test_unwatched.py",
    ),
    Mutation(
        "a fee signature serves twice",
        "Claims",
        "self.fee_used[fee.account][fee.nonce] = True",
        "pass",
        "tests/redteam/test_claims.py -k fee",
    ),
    Mutation("what was earned is forgotten", "Token", "(total_earned << 128) |", "(earned << 128) |", MACHINE),
    Mutation("burning leaves the supply", "Token", "self.totalSupply -= amount", "pass", MACHINE),
    Mutation(
        "slash forgets what leaves",
        "Validators",
        "self.leaving[validator].amount -= leaving",
        "pass",
        "tests/redteam/test_stake.py -k leaving",
    ),
    Mutation(
        "withdraw before final",
        "Validators",
        "final_upto() >= leaving.epoch",
        "final_upto() + 9 >= leaving.epoch",
        "tests/redteam/test_stake.py -k leaving",
    ),
    Mutation(
        "snapshot by old stakes",
        "Validators",
        "elif msg.sender in self._active:",
        "elif False:",
        "tests/contracts/test_validators.py -k unstake",
    ),
    Mutation(
        "budget beside others unbounded",
        "Batches",
        "assert total <= limit",
        "assert total >= 0",
        "tests/redteam/test_stake.py -k budget",
    ),
    Mutation(
        "sequence may skip",
        "Batches",
        "assert first_seq == self.next_seq",
        "assert first_seq >= self.next_seq",
        "tests/contracts/test_batches.py",
    ),
    Mutation(
        "batches overlap",
        "Batches",
        "self.records[epoch] = offset + count",
        "self.records[epoch] = offset + count - 1",
        MACHINE,
    ),
    Mutation(
        "carried batches get lost",
        "Batches",
        "self._waiting_to += 1",
        "self._waiting_to += 0",
        "tests/redteam/test_scores.py -k silent_majority",
    ),
    Mutation(
        "reveal without the committed hash",
        "Scores",
        "assert self._commits[epoch][seat] == expected",
        "assert self._commits[epoch][seat] != expected or True",
        "tests/redteam/test_scores.py -k copied",
    ),
    Mutation("absentees weigh nothing", "Scores", "weights=total << 128", "weights=(total // 2) << 128", MACHINE),
    Mutation(
        "start: any earlier sum is right",
        "Challenges",
        "assert convert(shown.row.before, uint256) != start",
        "assert True or start == 0",
        "tests/redteam/test_reports.py -k griefing",
    ),
    Mutation(
        "payee is not looked at",
        "Challenges",
        "assert leaf.pay_to != shown.row.pay_to",
        "assert leaf.pay_to == shown.row.pay_to",
        "tests/redteam/test_reports.py -k lie",
    ),
    Mutation(
        "equivocation paid twice",
        "Challenges",
        "self.equivocated[epoch] |= 1 << seat",
        "pass",
        "tests/redteam/test_stake.py -k equivocation",
    ),
    Mutation(
        "an answered demand stays open",
        "Demands",
        "self.demand[key].answered = True",
        "pass",
        "tests/contracts/test_demands.py",
    ),
    Mutation(
        "deposit returned while the report stands",
        "Demands",
        "assert report.digest != digest",
        "assert True or report.digest != digest",
        "tests/contracts/test_demands.py",
    ),
    Mutation("pay twice", "Pay", "self.paid[epoch] |= due", "pass", "tests/redteam/test_scores.py -k lazy"),
    Mutation(
        "pay for who signed a lie",
        "Pay",
        " | staticcall REPORTS.fallen_signers(epoch)",
        "",
        "tests/contracts/test_pay.py",
    ),
    Mutation(
        "erased goes on earning",
        "Royalties",
        "self.ledger[epoch].live -= credit",
        "pass",
        "tests/contracts/twins/test_royalties.py",
    ),
    Mutation(
        "royalties paid again", "Royalties", "share.paid = owed", "pass", "tests/contracts/twins/test_royalties.py"
    ),
    Mutation(
        "an answered receipt can be asked for again",
        "Gateways",
        "self.settled[digest] = True",
        "pass",
        "tests/redteam/test_receipts.py",
    ),
    Mutation(
        "half of the stake adopts",
        "modules/judging",
        "2 * weights[k] <= total",
        "2 * weights[k] < total",
        "tests/redteam/test_votes.py -k half",
    ),
    Mutation(
        "a third burns a bond",
        "Judgements",
        "> 2 * round.total:\n                burnt",
        "> round.total:\n                burnt",
        "tests/redteam/test_candidates.py -k third",
    ),
    Mutation(
        "a late post counts in the next attempt",
        "state/candidate_rounds",
        "assert attempt == round.attempt",
        "assert attempt <= round.attempt",
        "tests/redteam/test_votes.py -k late",
    ),
    Mutation(
        "a waiting candidate locks no bond",
        "Registry",
        "max(self.waiting_of[msg.sender], datasets)",
        "datasets",
        "tests/redteam/test_candidates.py -k taken",
    ),
    Mutation(
        "a round that has begun takes candidates",
        "state/candidate_rounds",
        "and self.round[number].first >= self._first_empty()",
        "",
        "tests/redteam/test_candidates.py -k begun",
    ),
)
