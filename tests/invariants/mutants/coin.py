"""One-line changes to the rules of holdings, signed transfers, wallets and founding stake, and the test that should fail."""

from tests.invariants.mutants.mutation import Mutation

TRANSFERS = "tests/redteam/coin/test_transfers.py -k"
HOLDINGS = "tests/redteam/coin/test_holdings.py -k"
WALLETS = "tests/redteam/coin/test_wallets.py -k"
GRANTS = "tests/contracts/test_grants.py -k"
SIGNED, ASKED = "state/signed_transfers", "modules/contract_wallet"
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
    Mutation(
        "holdings are minted again",
        "Token",
        "self.pending = rest",
        "pass",
        f"{HOLDINGS} holdings__minted_again",
    ),
    Mutation(
        "anything is minted as a holding",
        "Token",
        "keccak256(abi_encode(holdings, rest)) == self.pending",
        "True",
        f"{HOLDINGS} bent",
    ),
    Mutation("any key signs for an owner", SIGNED, "or signer != transfer.owner", "or False", f"{WALLETS} wallet"),
    Mutation("a wallet gets all gas", SIGNED, "signed, WALLET_GAS)", "signed, msg.gas)", f"{WALLETS} burns"),
    Mutation("any answer of a wallet agrees", ASKED, "answer == MAGIC", "len(answer) > 0", f"{GRANTS} agrees"),
    Mutation("an account without code agrees", ASKED, "not wallet.is_contract", "False", f"{GRANTS} precompile"),
    Mutation("anybody sends for a payee", "Token", "to == msg.sender", "True", f"{TRANSFERS} front_run"),
    Mutation(
        "founding stake leaves at once",
        "Validators",
        "not founding or left",
        "True or left",
        "tests/redteam/test_stake.py -k founder",
    ),
)
