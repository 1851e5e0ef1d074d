"""What the twin tests share: a thousand examples each, and rows from Hypothesis."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kula.protocol.types import ZERO_ADDRESS, Address, Row
from tests.support.actors import actor

TWINS = settings(
    max_examples=int(os.environ.get("KULA_TWIN_EXAMPLES", "1000")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)

uint8 = st.integers(0, 2**8 - 1)
uint32 = st.integers(0, 2**32 - 1)
uint64 = st.integers(0, 2**64 - 1)
uint128 = st.integers(0, 2**128 - 1)
bytes32 = st.binary(min_size=32, max_size=32)
ACCOUNTS: list[Address] = sorted((actor(f"contributor {i}").address for i in range(4)), key=lambda a: int(a, 16))
payees = st.sampled_from([ZERO_ADDRESS, *ACCOUNTS])
rows = st.builds(
    Row,
    t=uint32,
    pay_to=payees,
    pos=uint32,
    median=uint8,
    credits=uint64,
    sum_credit=uint64,
    before=uint128,
    since=uint32,
)
