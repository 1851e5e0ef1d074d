"""A stop text ends an answer wherever pieces are cut, and what is shown never holds any part of it."""

from hypothesis import given
from hypothesis import strategies as st

from kula.node.gateway.answers.stops import Stops

ABC = st.text("abc", max_size=12)


@given(st.lists(st.text("abc", max_size=3), max_size=12), st.lists(st.text("abc", min_size=1, max_size=4), max_size=3))
def test_stops__any_pieces_and_texts__show_what_stands_before_the_first(pieces: list[str], texts: list[str]):
    stops, text = Stops(texts), "".join(pieces)
    fed: list[str] = []
    for piece in pieces:
        fed.append(stops.feed(piece))
        if stops.reached:
            break
    visible = "".join(fed) + stops.rest()
    assert text.startswith(visible)
    assert not any(stop in visible for stop in texts)
    assert stops.reached == any(stop in text for stop in texts)
    if not stops.reached:
        assert visible == text


def test_stops__an_end_that_could_begin_one__waits_for_the_next_piece():
    stops = Stops(["\n\nUser:"])
    assert [stops.feed(piece) for piece in ("Six", ".\n", "\nUs", "ually")] == ["Six", ".", "", "\n\nUsually"]
