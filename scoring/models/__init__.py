"""Judges models, not records.

chat_model   the chat model with adapters: it answers, and it measures losses
judgement    the judgement of a candidate
checks.json  the plain questions that a candidate must still answer

`judgement` imports `chat_model`. Imports features.text and the encoder's device. Node, trainer and bench import it.
"""
