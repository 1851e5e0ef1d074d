"""What is counted in a record's texts.

Of each passage: `passages` joins the columns of
shape        its length, repetition and long words
characters   what it is written with
lexicon      words that worthless texts like

Of the record:
overlap      what passages share
difference   what distinguishes two compared texts
arithmetic   numbers, and sums that are right or wrong
dialogue     how many turns there are, and how alike
turns        how turns and sentences begin, end and follow each other
worst_turn   the most suspicious turn
kind         the record's kind and rating

Imports features.language, runs, reading and text. features.table imports it, and fit reads two of its files.
"""
