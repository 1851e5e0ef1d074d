"""A record as whole numbers, the same on every machine.

text        a record's texts, folded once
segments    what the encoder reads of a record
encoder     the Transformer; the only file here that loads torch
encoder_files  where its weights and tokenizer are, and their hash
counts/     what is counted in the texts
language/   how usual the words are, and whether they go together
outliers    how far out a record's numbers lie
table       all of them as one row
"""
