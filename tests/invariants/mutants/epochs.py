"""The same for places, rooms, receipts, lost epochs, absences, seeds, operators and the pay of seats."""

from tests.invariants.mutants.mutation import Mutation

GATEWAY, RECEIPTS = "tests/redteam/gateways/test_crowds.py", "tests/redteam/gateways/test_receipts.py"
LATE, PLACES = "tests/redteam/gateways/test_late.py", "tests/redteam/gateways/test_places.py"
LOST, ABSENCES = "tests/redteam/test_lost.py", "tests/redteam/seats/test_absences.py"
SEEDS, OPERATORS = "tests/redteam/seats/test_seeds.py", "tests/redteam/seats/test_operators.py"
PAY, ROOM = "tests/redteam/seats/test_pay.py", "tests/contracts/twins/test_room.py"

PLACES_AND_ROOM = (
    Mutation(
        "a slot is not kept", "state/epoch_room", "places << 64 | places << 32", "places << 64 | 0 << 32", GATEWAY
    ),
    Mutation("a share is not kept", "state/epoch_room", "SURE_RECORDS // places * places if", "0 if", GATEWAY),
    Mutation("a share counts twice", "state/epoch_room", "- min(before, share)", "- 0", ROOM),
    Mutation("further slots are free", "state/epoch_room", "slots=1 - slot)", "slots=0)", GATEWAY),
    Mutation(
        "duty of large bonds",
        "state/epoch_room",
        "min(SURE_RECORDS // places, constants.ROOM_OF_MINIMUM)",
        "SURE_RECORDS // places",
        "tests/contracts/test_batches.py",
    ),
    Mutation("direct slots are not kept", "state/epoch_room", "batches + left +", "batches +", GATEWAY),
    Mutation("crowds pay from the minimum", "Gateways", "bonded >= MINIMUM_BOND + amount", "bonded >= amount", GATEWAY),
    Mutation("a batch burns more than it names", "Gateways", "assert amount <= most,", "assert True,", PLACES),
    Mutation("a direct fee that stays", "Batches", "return DIRECT_FEE <<", "return DIRECT_FEE << 0 *", GATEWAY),
    Mutation(
        "a direct fee of any height", "Batches", "assert fee <= most", "assert fee <= max_value(uint256)", GATEWAY
    ),
    Mutation(
        "latecomers begin at once", "state/gateway_places", "current if fresh else current + 1", "current", PLACES
    ),
    Mutation(
        "a notice shortened by bids",
        "state/gateway_places",
        "gateway, place, old.starts, self.before",
        "gateway, place, current + 1, self.before",
        PLACES,
    ),
    Mutation("a notice of an epoch less", "state/gateway_places", "current + 1 + NOTICE", "current + NOTICE", PLACES),
    Mutation(
        "a place that flees is lost", "state/gateway_places", "if term.starts > current and", "if False and", PLACES
    ),
    Mutation("bids that are not larger", "state/gateway_places", "bond * 10 >=", "bond * 11 >=", PLACES),
    Mutation(
        "a notice that can not be answered",
        "state/gateway_places",
        "if term.starts > 0 and term.ends > current:",
        "if False:",
        PLACES,
    ),
    Mutation(
        "anybody's bond",
        "Gateways",
        'assert msg.sender == owner, "gateways: caller does not own the bond"\n    assert extcall',
        "assert extcall",
        "tests/contracts/test_gateways.py",
    ),
    Mutation("a small first payment", "Gateways", "assert amount >= MINIMUM_BOND", "assert amount >= 0", PLACES),
    Mutation("a fined gateway keeps its place", "Gateways", "self._check_place(receipt.gateway)", "pass", LATE),
)
RECEIPT_RULES = (
    Mutation(
        "room by single epochs",
        "Gateways",
        "room += min(staticcall BATCHES.duty_of(second - 1), staticcall",
        "room += max(staticcall BATCHES.duty_of(second - 1), staticcall",
        LATE,
    ),
    Mutation("the accusation's own epoch counts", "Gateways", "epoch + 2 * (pair + 1)", "epoch + 2 * pair + 1", LATE),
    Mutation("open epochs count", "Gateways", "if second >= current:", "if second > current:", LATE),
    Mutation(
        "lateness convicts", "Gateways", "assert room >= convert(accusation.ahead, uint256)", "assert room >= 0", LATE
    ),
    Mutation(
        "no day behind a late batch",
        "Gateways",
        "if posted and accusation.ahead > 0:",
        "if False:",
        LATE,
    ),
    Mutation(
        "a day behind each call",
        "Gateways",
        "self.accusation[digest].ahead = 0",
        "pass",
        RECEIPTS,
    ),
    Mutation(
        "one day for a flood of accusations",
        "Gateways",
        "CROWD_SECONDS * self.open_against[receipt.gateway]",
        "CROWD_SECONDS * 0",
        RECEIPTS,
    ),
    Mutation("one day behind a batch of many late numbers", "Gateways", "CROWD_SECONDS * crowd", "crowd * 0", RECEIPTS),
    Mutation(
        "numbers far ahead never convict",
        "Gateways",
        "min(receipt.seq - next_seq, MAX_AHEAD - 1) + 1",
        "receipt.seq - next_seq + 1",
        LATE,
    ),
    Mutation(
        "another's batch answers",
        "Gateways",
        "assert batch.gateway == receipt.gateway",
        "assert True or False",
        "tests/contracts/test_gateways.py",
    ),
)
LOST_EPOCHS = (
    Mutation(
        "a lost epoch is reported",
        "Reports",
        "epoch == self.head + 1 and not self.lost[epoch]",
        "not self.lost[epoch] or epoch > self.head",
        LOST,
    ),
    Mutation(
        "a stale report stays", "Reports", "    stored_reports._drop(epoch)\n    self.lost", "    self.lost", LOST
    ),
    Mutation(
        "lost twice", "Reports", "assert epoch > self.head and not self.lost[epoch]", "assert epoch > self.head", LOST
    ),
    Mutation(
        "lost money stays in flight",
        "Batches",
        "return budgets - staticcall REPORTS.lost_ahead()",
        "return budgets",
        LOST,
    ),
    Mutation(
        "lost budgets count on", "Reports", "self.lost_ahead -= staticcall BATCHES.budget_of(final)", "pass", LOST
    ),
    Mutation(
        "quorum is lost in any order",
        "Reports",
        'assert epoch == self.head + 1, "reports: an earlier',
        'assert epoch > self.head, "reports: an earlier',
        "tests/contracts/test_reports.py -k expire",
    ),
    Mutation("carried for ever", "Batches", "batch_store._carries(number) >= MAX_CARRIES", "False", LOST),
    Mutation(
        "carried beyond the shared half", "Batches", "convert(count, uint256) > epoch_room.SURE_RECORDS", "False", LOST
    ),
    Mutation("a carry is not counted", "state/batch_store", "self._batches[number].span += 1 << 96", "pass", LOST),
    Mutation(
        "carried batches come before what is kept",
        "Batches",
        "        self._keep(epoch)\n    for _",
        "        pass\n    for _",
        LOST,
    ),
    Mutation("the line waits after 16", "Reports", "    self._skip()\n\n\n@view", "    pass\n\n\n@view", LOST),
)
SEATS = (
    Mutation(
        "absences when nobody revealed",
        "Validators",
        "3 * state.revealed_weight > state.total_weight",
        "3 * state.revealed_weight > 0",
        ABSENCES,
    ),
    Mutation(
        "fines when nobody revealed",
        "Pay",
        "3 * state.revealed_weight > state.total_weight",
        "3 * state.revealed_weight > 0",
        "tests/contracts/test_pay.py -k fine",
    ),
    Mutation(
        "jail counts a day less",
        "state/jail_share",
        "DAYS: constant(uint256) = 8",
        "DAYS: constant(uint256) = 7",
        ABSENCES,
    ),
    Mutation(
        "jail takes half", "state/jail_share", "2 * (before + weight) < total + before", "weight < total", ABSENCES
    ),
    Mutation(
        "a dust seat uses the week up",
        "state/jail_share",
        "self.jailed_on[today] += weight",
        "self.jailed_on[today] += total // 4",
        ABSENCES,
    ),
    Mutation(
        "a stake without a seat counts",
        "state/seat_ranks",
        "if owner in self._active else 0",
        "if True else 0",
        ABSENCES,
    ),
    Mutation(
        "returning needs an admission",
        "state/seat_ranks",
        "min(max(self.admitted_from[owner], 1), block.timestamp)",
        "self.admitted_from[owner]",
        ABSENCES,
    ),
    Mutation("contracts reveal", "modules/plain_account", "msg.sender == tx.origin and", "True and", OPERATORS),
    Mutation("delegated accounts reveal", "modules/plain_account", "msg.sender.codesize == 0", "True", SEEDS),
    Mutation(
        "final places are slashed",
        "Challenges",
        'assert epoch > staticcall REPORTS.final_upto(), "challenges: the epoch',
        'assert epoch > 0, "challenges: the epoch',
        OPERATORS,
    ),
    Mutation("slashed in every epoch", "Challenges", "self.equivocated_at[owner] = block.timestamp", "pass", OPERATORS),
    Mutation(
        "an operator is not in the snapshot",
        "Validators",
        "    seat_ranks._note_change(msg.sender)\n    log",
        "    log",
        OPERATORS,
    ),
    Mutation("the whole pool is paid", "Pay", "POOL * staticcall REPORTS.allotted_of(epoch) // BUDGET", "POOL", PAY),
    Mutation("pay by the revealed weight", "Pay", "// state.total_weight", "// state.revealed_weight", PAY),
    Mutation(
        "operators are paid",
        "Pay",
        "TOKEN.mint(owners[seat], amount)",
        "TOKEN.mint(seats[seat].operator, amount)",
        "tests/contracts/test_pay.py -k owners",
    ),
    Mutation(
        "founders leave",
        "Validators",
        "assert not founding or left",
        "assert True or left",
        "tests/contracts/test_validators.py -k found",
    ),
)
SEED_RULES = (
    Mutation(
        "any header",
        "Scores",
        "assert keccak256(header) == block_header._hash_of(aimed)",
        "assert len(header) > 0",
        SEEDS,
    ),
    Mutation("the block that completes", "Scores", "block.number + SEED_BLOCKS", "block.number", SEEDS),
    Mutation(
        "a seed is fixed again",
        "Scores",
        "score_rounds._epochs[epoch].numbers |= 1 << score_rounds.SEEDED",
        "pass",
        SEEDS,
    ),
    Mutation(
        "aimed again", "Scores", "assert block_header._hash_of(aimed) == empty(bytes32)", "assert True or False", SEEDS
    ),
    Mutation(
        "256 blocks only",
        "modules/block_header",
        "HISTORY, abi_encode(number)",
        "HISTORY, abi_encode(number + 1)",
        SEEDS,
    ),
    Mutation("dust has a say", "Scores", "if SEED_BLOCKS > 0 or self._is_heavy(weight, state):", "if True:", SEEDS),
    Mutation(
        "withheld salts are left out",
        "Scores",
        "if self._has(withheld, seat) and self._is_heavy",
        "if False and self._is_heavy",
        SEEDS,
    ),
    Mutation(
        "heavy from a little more on",
        "Scores",
        "weight * constants.MAX_SEATS >= state",
        "(weight - 1) * constants.MAX_SEATS >= state",
        SEEDS,
    ),
    Mutation(
        "the field before the mix hash",
        "modules/block_header",
        "FIELDS_BEFORE: constant(uint256) = 6",
        "FIELDS_BEFORE: constant(uint256) = 5",
        "tests/contracts/twins/test_headers.py",
    ),
)
OF_EPOCHS = (*PLACES_AND_ROOM, *RECEIPT_RULES, *LOST_EPOCHS, *SEATS, *SEED_RULES)
