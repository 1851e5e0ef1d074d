"""A row of a dataset, as tests of its files keep it."""

TALK = '[{"role": "user", "content": "Is mint hardy?"}, {"role": "assistant", "content": "Yes."}]'
ROW = {"kind": "conversation", "messages": TALK, "licence": "CC0-1.0", "epoch": 1, "score": 9, "signed": True}
