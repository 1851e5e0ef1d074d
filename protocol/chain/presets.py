"""The chains that Kula is set up for: what a transaction may be there, and from when on a block is there to stay. Pure data.

No endpoint stands here: who runs a node says which RPC it trusts (KULA_RPC). The limits are those of autumn 2026; comments
name the documents that they come from. docs/chains.md sets our largest transactions beside them.
"""

from dataclasses import dataclass

from kula.protocol.errors import MalformedInput

TRANSACTION_GAS_CAP = 2**24
"""EIP-7825 (Osaka): the most that one transaction may ask for. On chains without it we keep below it all the same."""
POOL_BYTES = 128 * 1024
"""A whole signed transaction in the pools of geth and reth: 4 slots of 32 KiB. Larger ones are refused there."""
ENVELOPE_BYTES = 256
"""More than a signed EIP-1559 transaction has beside its calldata: fees, nonce, address, signature, lengths."""
TGAS = 10**12
LOCAL_CHAIN_ID = 31_337
DEPLOYER_KEY = bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
"""The first account of every anvil, known to everybody: for local chains only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearLimit:
    """The second meter of a chain whose EVM is a contract on NEAR: a transaction must fit both."""

    attached: int
    """NEAR gas that comes with a transaction; it fails when that is used up, whatever EVM gas is left."""
    per_gas: int
    """NEAR gas for one EVM gas of a call: the upper end of what was measured."""
    per_creation_gas: int
    """The same for creating a contract, which is mostly code that is stored once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A chain."""

    name: str
    chain_id: int
    block_gas: int
    """EVM gas of a block; on NEAR, what the gas of a chunk is worth."""
    transaction_gas: int
    """The most EVM gas that one transaction may ask for."""
    transaction_bytes: int
    """The most bytes that a signed transaction may have."""
    finality: str
    """The block tag that a node should act on."""
    evm: str
    """The Ethereum rules that the chain runs."""
    reorg: str
    """What can still be undone, and until when."""
    near: NearLimit | None = None

    def near_gas(self, gas: int, *, creation: bool = False) -> int:
        """NEAR gas that a transaction may need, an upper estimate; 0 on a chain that does not meter it."""
        if self.near is None:
            return 0
        return gas * (self.near.per_creation_gas if creation else self.near.per_gas)

    @property
    def usable_gas(self) -> int:
        """What a transaction may use there: a sender asks for a quarter more, and both meters must hold it."""
        asked = self.transaction_gas * 4 // 5
        return min(asked, self.near.attached // self.near.per_gas) if self.near else asked

    def holds(self, gas: int, calldata: int, *, creation: bool = False) -> bool:
        """Whether a transaction of so much gas and so many bytes of calldata is sure to fit."""
        fits = gas <= self.transaction_gas and calldata + ENVELOPE_BYTES <= self.transaction_bytes
        return fits and (self.near is None or self.near_gas(gas, creation=creation) <= self.near.attached)


# Contracts are compiled for prague. But for the metadata behind it, that code is byte for byte what the compiler makes for
# cancun: PUSH0 (Shanghai), MCOPY (Cancun), nothing newer, and the precompiles ecrecover and identity. All chains below have
# them. Prague's price of calldata (EIP-7623) is part of our figures; where it does not hold, they are lower.

# node/local/anvil.py: --hardfork prague, --gas-limit 60000000.
LOCAL = Preset(
    name="local",
    chain_id=LOCAL_CHAIN_ID,
    block_gas=60_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="latest",
    evm="prague",
    reorg="none: one process makes the blocks",
)

# Block gas: EIP-7935, the clients' default since Fusaka. Cap: EIP-7825, on Sepolia since Fusaka (October 2025).
# Glamsterdam, not counted here, would price writing new state anew: record the gas again before it comes.
SEPOLIA = Preset(
    name="sepolia",
    chain_id=11_155_111,
    block_gas=60_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="finalized",
    evm="osaka",
    reorg="blocks of the last two beacon epochs, about 13 minutes; longer while validators of the test network are away",
)

# Base's documentation, "Throughput and Limits": blocks of about 400 M, the cap by protocol since its Azul upgrade.
# Chain id: the superchain registry. A fee for the bytes on Ethereum comes on top of the gas.
BASE = Preset(
    name="base",
    chain_id=8_453,
    block_gas=400_000_000,
    transaction_gas=TRANSACTION_GAS_CAP,
    transaction_bytes=POOL_BYTES,
    finality="finalized",
    evm="osaka",
    reorg="what the sequencer has not posted to Ethereum yet (`safe`, minutes), then with Ethereum until `finalized`",
)

# Aurora's EVM is a contract on NEAR; a relayer wraps each transaction into a NEAR transaction of 300 Tgas. NEAR lets up to
# 1,000 Tgas be attached since nearcore 2.11 (protocol 83, February 2026); whether Aurora's relayer attaches more now we
# could not find out. NEAR takes 1.5 MiB in a transaction (nearcore 11406); the relayer's limit is not published.
# EVM: aurora-engine has Cancun since 3.7 (October 2024); Osaka without EIP-7825 came in September 2026 (pull request 1209),
# and which release mainnet runs we did not see.
# NEAR gas for an EVM gas, from the figures that aurora-engine's own tests assert (one_inch.rs, uniswap.rs, repro.rs):
#   calls: 210 k gas 24 Tgas, 302 k 23, 150 k 20, 970 k 107 to 122, 1,240 k 167 to 192, 6,414 k 508 to 698
#          which is 76 to 155 million a gas
#   creations: 5,100 k 11, 2,800 k 9, 4,500 k 18, 3,500 k 10: at most 4 million a gas
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
)

PRESETS = {preset.name: preset for preset in (LOCAL, SEPOLIA, BASE, AURORA)}


def preset_of(name: str) -> Preset:
    """A preset by its name. Raises MalformedInput with the names that there are."""
    if name not in PRESETS:
        raise MalformedInput("preset", f"must be one of {', '.join(PRESETS)}, not {name!r}")
    return PRESETS[name]


def finality_of(chain_id: int) -> str:
    """The block tag that a node should act on; the safe one on a chain that we have no preset for."""
    preset = _preset_at(chain_id)
    return preset.finality if preset else "finalized"


def usable_gas_of(chain_id: int) -> int:
    """What a transaction may use; on a chain that we have no preset for, what the cap of Ethereum leaves."""
    return (_preset_at(chain_id) or LOCAL).usable_gas


def _preset_at(chain_id: int) -> Preset | None:
    return next((preset for preset in PRESETS.values() if preset.chain_id == chain_id), None)
