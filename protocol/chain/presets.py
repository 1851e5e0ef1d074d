"""The chains that Kula supports: their limits, their finality, and the Parameters of a deployment there. Pure data.

A preset names no endpoint, because the operator of a node chooses the RPC to trust (KULA_RPC). The limits are those of
autumn 2026, and comments name their sources. docs/chains/transactions.md compares our largest
transactions with them.
"""

from dataclasses import dataclass

from kula.protocol.errors import MalformedInput
from kula.protocol.parameters import Parameters

TRANSACTION_GAS_CAP = 2**24
"""The most gas of one transaction by EIP-7825 (Osaka). Kula keeps below it on chains without that rule too."""
POOL_BYTES = 128 * 1024
"""The largest signed transaction that the pools of geth and reth accept: 4 slots of 32 KiB."""
ENVELOPE_BYTES = 256
"""An upper bound for a signed EIP-1559 transaction without calldata: fees, nonce, address, signature, lengths."""
TGAS = 10**12
LOCAL_CHAIN_ID = 31_337
DEPLOYER_KEY = bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
"""The first account of every anvil. Its key is public, so it is for local chains only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearLimit:
    """The second gas limit of a chain whose EVM is a contract on NEAR. A transaction must keep both limits."""

    attached: int
    """NEAR gas of a transaction. If it is used up, the transaction fails, even if EVM gas remains."""
    per_gas: int
    """NEAR gas per EVM gas of a call: the highest measured value."""
    per_creation_gas: int
    """NEAR gas per EVM gas of creating a contract. It is lower, because most of the EVM gas pays for stored code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The longest times, in seconds, that the nodes of a deployment need for their work. windows.py adds them up."""

    gather: int = 600
    """To fetch the records of one epoch."""
    score: int = 2_400
    """To score a full epoch of 16,384 records on one core."""
    candidate: int = 240
    """To judge one candidate on one core, with its part of the time for parent and base (docs/judgement/figures.md)."""
    ledger: int = 120
    """To compute and publish a ledger."""
    collect: int = 60
    """To collect signatures or pinned records, or to lose a race for `close`."""
    turns: int = 93
    """Until the last seat may propose: 31 turns of three seconds."""
    patience: int = 300
    """RPC failures, the change to another endpoint, and transactions that must be replaced."""
    people: int = 3_600
    """To wake somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A chain that Kula supports."""

    name: str
    chain_id: int
    block_gas: int
    """EVM gas of a block. On NEAR, it is the EVM gas that a chunk's NEAR gas pays for."""
    transaction_gas: int
    """The most EVM gas of one transaction."""
    transaction_bytes: int
    """The most bytes of a signed transaction."""
    finality: str
    """The block tag at which a node should read the chain."""
    evm: str
    """The Ethereum rules that the chain runs."""
    reorg: str
    """Which blocks can still be replaced, and until when."""
    lag_seconds: int
    """The longest time between the newest block and the newest one at `finality` that nodes are ready for."""
    block_seconds: int
    parameters: Parameters
    """What `kula chain deploy` writes into the contracts here."""
    post_seconds: int
    """A gateway posts its records this long before their epoch may be closed."""
    work: Work = Work()
    near: NearLimit | None = None

    def near_gas(self, gas: int, *, creation: bool = False) -> int:
        """Returns an upper estimate of the NEAR gas that `gas` EVM gas needs. It is 0 on chains that are not on NEAR."""
        if self.near is None:
            return 0
        return gas * (self.near.per_creation_gas if creation else self.near.per_gas)

    @property
    def usable_gas(self) -> int:
        """The most gas that a transaction may use. A Sender asks for a quarter more, and both limits must allow it."""
        asked = self.transaction_gas * 4 // 5
        return min(asked, self.near.attached // self.near.per_gas) if self.near else asked

    def holds(self, gas: int, calldata: int, *, creation: bool = False) -> bool:
        """Tells whether a transaction of `gas` EVM gas and `calldata` bytes certainly keeps all limits."""
        fits = gas <= self.transaction_gas and calldata + ENVELOPE_BYTES <= self.transaction_bytes
        return fits and (self.near is None or self.near_gas(gas, creation=creation) <= self.near.attached)


# Contracts are compiled for prague. Apart from the appended metadata, the code is the same as for cancun. It uses PUSH0
# (Shanghai), MCOPY (Cancun), no newer instruction, and the precompiles ecrecover and identity. All chains below have
# them. Our gas figures include prague's price of calldata (EIP-7623). On chains without that price, they are lower.

# Source: node/local/anvil.py, which passes --hardfork prague and --gas-limit 60000000.
LOCAL = Preset(
    name="local",
    chain_id=LOCAL_CHAIN_ID,
    block_gas=60_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="latest",
    evm="prague",
    reorg="none: one process makes the blocks",
    lag_seconds=0,
    block_seconds=1,
    parameters=Parameters(
        open_seconds=120,
        commit_seconds=120,
        reveal_seconds=60,
        report_seconds=60,
        challenge_seconds=300,
        answer_seconds=60,
        vote_seconds=180,
        seed_blocks=2,
        round_epochs=1,
        round_limit=4,
        sample_records=12,
        sample_accounts=4,
        better_permille=750,
        level_permille=100,
        slice_records=0,
        checks=64,
        checks_margin=15,
        base_margin=20,
    ),
    post_seconds=10,
    work=Work(gather=10, score=60, candidate=15, ledger=0, collect=2, turns=10, patience=10, people=0),
)

# Block gas: EIP-7935, the clients' default since Fusaka. Cap: EIP-7825, on Sepolia since Fusaka (October 2025).
# Glamsterdam changes the price of new state and is not considered here. Measure the gas again before it comes.
SEPOLIA = Preset(
    name="sepolia",
    chain_id=11_155_111,
    block_gas=60_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="finalized",
    evm="osaka",
    reorg="blocks of the last two beacon epochs, about 13 minutes; longer while validators of the test network are away",
    lag_seconds=1_200,
    block_seconds=12,
    parameters=Parameters(
        open_seconds=9_000,
        commit_seconds=6_000,
        reveal_seconds=3_000,
        report_seconds=3_300,
        vote_seconds=9_000,
        seed_blocks=96,
        round_epochs=10,
        round_limit=30,
    ),
    post_seconds=180,
)

# Source: Base's documentation, "Throughput and Limits". Blocks have about 400 M gas, and the cap holds since the Azul
# upgrade. Chain id: the superchain registry. A transaction also pays a fee for its bytes on Ethereum.
BASE = Preset(
    name="base",
    chain_id=8_453,
    block_gas=400_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="finalized",
    evm="osaka",
    reorg="what the sequencer has not posted to Ethereum yet (`safe`, minutes), then with Ethereum until `finalized`",
    lag_seconds=1_800,
    block_seconds=2,
    parameters=Parameters(
        open_seconds=10_800,
        commit_seconds=7_200,
        reveal_seconds=4_200,
        report_seconds=4_500,
        vote_seconds=10_800,
        seed_blocks=450,
        round_epochs=8,
        round_limit=24,
    ),
    post_seconds=120,
)

# Aurora's EVM is a contract on NEAR. A relayer wraps each transaction into a NEAR transaction of 300 Tgas. NEAR allows
# up to 1,000 Tgas since nearcore 2.11 (protocol 83, February 2026). We do not know whether the relayer attaches more.
# NEAR accepts 1.5 MiB per transaction (nearcore 11406). The relayer's limit is not published.
# EVM: aurora-engine has Cancun since 3.7 (October 2024). It got Osaka without EIP-7825 in September 2026 (pull request
# 1209). We do not know which release mainnet runs.
# NEAR gas per EVM gas, from figures that aurora-engine's own tests assert (one_inch.rs, uniswap.rs, repro.rs):
#   calls: 210 k gas 24 Tgas, 302 k 23, 150 k 20, 970 k 107 to 122, 1,240 k 167 to 192, 6,414 k 508 to 698,
#          so 76 to 155 million NEAR gas per EVM gas
#   creations: 5,100 k gas 11 Tgas, 2,800 k 9, 4,500 k 18, 3,500 k 10, so at most 4 million NEAR gas per EVM gas
AURORA = Preset(
    name="aurora",
    chain_id=1_313_161_554,
    block_gas=1_000 * TGAS // 155_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="finalized",
    evm="cancun",
    reorg="NEAR blocks that are not final yet, one to two seconds",
    near=NearLimit(attached=300 * TGAS, per_gas=155_000_000, per_creation_gas=4_000_000),
    lag_seconds=5,
    block_seconds=1,
    parameters=Parameters(
        open_seconds=3_600,
        commit_seconds=3_600,
        reveal_seconds=600,
        report_seconds=900,
        vote_seconds=7_200,
        # NEAR has no beacon that a sender could not steer. 0 says that there is none.
        seed_blocks=0,
        round_epochs=24,
        round_limit=72,
    ),
    post_seconds=120,
)

PRESETS = {preset.name: preset for preset in (LOCAL, SEPOLIA, BASE, AURORA)}


def preset_of(name: str) -> Preset:
    """Returns a preset by its name. Raises MalformedInput with the known names for an unknown one."""
    if name not in PRESETS:
        raise MalformedInput("preset", f"must be one of {', '.join(PRESETS)}, not {name!r}")
    return PRESETS[name]


def finality_of(chain_id: int) -> str:
    """Returns the block tag at which a node should read a chain. On a chain without preset, it is `finalized`."""
    preset = preset_at(chain_id)
    return preset.finality if preset else "finalized"


def usable_gas_of(chain_id: int) -> int:
    """Returns the most gas that a transaction may use. On a chain without preset, it follows from EIP-7825."""
    return (preset_at(chain_id) or LOCAL).usable_gas


def post_seconds_of(chain_id: int) -> int:
    """Returns how long before the end of an epoch a gateway posts. On a chain without preset, it is that of Sepolia."""
    return (preset_at(chain_id) or SEPOLIA).post_seconds


def preset_at(chain_id: int) -> Preset | None:
    """Returns the preset of a chain, or None."""
    return next((preset for preset in PRESETS.values() if preset.chain_id == chain_id), None)
