"""Judges models, not records.

base         the base model's files, and its languages
chat_model   the chat model with adapters: it answers, and it measures losses
judgement    the judgement of a candidate
languages    whether a text is in one of the base's languages
checks.json  the plain questions that a candidate must still answer

`judgement` imports `chat_model`, which imports `base`. Imports features.text and the encoder's device. Node, trainer and bench import it.
"""
