"""Judges models, not records.

base             the base model's files, and its languages
adapters         files of low-rank deltas, checked before they are merged
chat_model       the chat model with adapters: it answers, and it measures losses
generation       an answer in the making, one forward pass at a time
drawing          choices that follow from a seed
answers          a check, and whether an answer passes it
templates        checks that a seed makes from wordings with gaps
checks           the checks of a judgement, and how to keep them out of training
banks            committed checks: banks, sets, their proofs
languages        whether a text is in a language of the base
sample           a seat's draw of records
bounds           how sure a gain is, in integers
numbers          what a seat posts about a candidate
judgement        measures a model
checks.json          the pool of plain questions
template_words.json  the words that fill templates
students_t.json      Student's t, times 1,000, rounded up

judgement → numbers → bounds; judgement → chat_model → adapters | generation; adapters → base.
judgement → answers; sample → languages | checks; banks | checks → answers | drawing.
protocol.judging tells what the numbers decide. Imports features.text, the encoder's device and protocol. Node, trainer and
bench import it.
"""
