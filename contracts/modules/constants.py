"""Fixed numbers of the contracts that programs in Python need as well. The Vyper sources decide; a test compares them.

Sizes that the agreement names too (records, seats, batches) are in protocol/types.py.
"""

# --- Validators.vy, state/jail_share.vy: a validator that misses JAIL_MISSES of the last JAIL_EPOCHS epochs loses its seat for JAIL_SECONDS.
JAIL_EPOCHS = 100
JAIL_MISSES = 20
JAIL_SECONDS = 7 * 86_400

# --- Gateways.vy
ACCUSATION_SECONDS = 86_400
"""A gateway must answer an accusation within this time."""
ACCUSATION_CROWD_SECONDS = 60
"""And this much later for each other accusation that is open against it."""
UNBONDING_SECONDS = 30 * 86_400
"""Bond can be fined for this long after `unbond`."""

# --- state/ownership.vy, state/proposal_pause.vy
OWNER_SECONDS = 2 * 86_400
"""An announced successor may accept after this time."""
PAUSE_SECONDS = 7 * 86_400
"""A pause of proposals lasts this long."""

# --- modules/constants.vy, Royalties.vy
MAX_EPOCHS = 64
"""Epochs that the datasets of a model cover together, at most. One sale pays so many ledgers."""
MAX_DATASETS = 16
"""Datasets that a model names, at most."""
MAX_ROYALTY_ROWS = 32
"""Rows of one royalty claim, at most."""

# --- state/epoch_room.vy, state/gateway_places.vy, Batches.vy, Gateways.vy
SURE_RECORDS = 8_184
"""Records of an epoch that are shared out over all places of gateways."""
NOTICE_EPOCHS = 24
"""A displaced gateway keeps its place for this many whole epochs more."""
MAX_CARRIES = 2
"""A batch of lost epochs is carried to an open one at most this often."""
MAX_PAIRS = 32
"""Pairs of epochs after an accusation over which room is summed, at most."""
MAX_URL = 256
"""Bytes of a gateway's URL, at most."""
MAX_AHEAD = 3_060
"""Numbers that a gateway may have signed and not posted."""
FOUNDING_SECONDS = 365 * 86_400
"""A founding stake stays for this long."""

# --- modules/constants.vy, Registry.vy
MAX_CANDIDATES = 8
"""Candidates in one round, at most. Each pays twice the fee of the one before."""
MAX_ADAPTER_BYTES = 16 * 2**20
"""Size of a candidate's adapter, at most."""
