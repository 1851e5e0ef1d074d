"""Samples: no conversation is in two splits."""

from kula.scoring.corpus.samples import SPLITS, splits_of


def test_splits__what_shares_a_conversation__is_in_one_split():
    def talk(*texts: str) -> dict[str, object]:
        roles = ("user", "assistant") * len(texts)
        messages = [{"role": r, "content": t} for r, t in zip(roles, texts, strict=False)]
        return {"kind": "conversation", "messages": messages}

    long = "An egg of middling size wants six minutes in water that boils, and one more if it comes from the cold."
    alike = [talk("How do I boil an egg?", "Six minutes."), talk("How do I boil an egg?", long)]
    later = talk("And from the fridge?", long, "Thanks!", "You are welcome.")
    pair = {"kind": "preference", "prompt": [{"role": "user", "content": "And from the fridge?"}]}
    others = [talk(f"What is {i} and {i}?", "Thanks!") for i in range(60)]
    chosen = splits_of([*others, *alike, later, {**pair, "a": "Seven.", "b": "No.", "outcome": "a"}])
    assert len(set(chosen[60:])) == 1
    assert set(chosen[:60]) == set(SPLITS)
    assert splits_of([later, *alike])[0] == chosen[60]
    assert sorted(place for places in SPLITS.values() for place in places) == list(range(100))
