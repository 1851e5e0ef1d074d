"""One-line changes to the rules of signed transfers and founding stake, and the test that should fail."""

from tests.invariants.mutants.mutation import Mutation

TRANSFERS = "tests/redteam/test_transfers.py -k"
SIGNED = "state/signed_transfers"
COIN_MUTATIONS = (
    Mutation(
        "a signed transfer serves twice",
        SIGNED,
        "self.authorizationState[owner][nonce] = True",
        "pass",
        f"{TRANSFERS} replay",
    ),
    Mutation("a permit serves twice", SIGNED, "self.nonces[owner] = number + 1", "pass", f"{TRANSFERS} permit"),
    Mutation("any relayer takes the fee", SIGNED, "transfer.relayer == msg.sender", "True", f"{TRANSFERS} relayer"),
    Mutation(
        "the domain forgets the chain",
        SIGNED,
        "(VERSION), chain.id",
        "(VERSION), empty(uint256)",
        f"{TRANSFERS} replay",
    ),
    Mutation("anybody sends for a payee", "Token", "to == msg.sender", "True", f"{TRANSFERS} front_run"),
    Mutation(
        "founding stake leaves at once",
        "Validators",
        "not founding or left",
        "True or left",
        "tests/redteam/test_stake.py -k founder",
    ),
)
