"""The nonce of a record: the signing time in its upper 32 bits, chance in its lower 32. Pure.

Twin: web/client/src/signed.ts.
"""

MOST_AHEAD_SECONDS = 600
"""How far a signing time may lie after block time when a gateway takes a record in, in seconds."""
_LOW = 2**32


def nonce_at(now: int, low: int) -> int:
    """Returns the nonce of a record that is signed at `now` (block time, seconds).

    `low` is a random number of 32 bits, so that two records of one second differ.
    """
    if not 0 <= now < _LOW or not 0 <= low < _LOW:
        raise ValueError(f"seconds and low bits of a nonce must fit 32 bits each, not {now} and {low}")
    return now * _LOW + low


def signed_at(nonce: int) -> int:
    """Returns when a record was signed (block time, seconds), as its signer says."""
    return nonce // _LOW
