"""Judges models, not records.

chat_model   the chat model with adapters: it answers, and it measures losses
judgement    the judgement of a candidate
checks.json  the plain questions that a candidate must still answer
"""
