"""Imports chat exports and preference sets of other programs as contents of records. web/src/exports does the same.

reader      reads a file: every record that it gives, and what is left out
archive     the texts inside a file: plain, gzipped or a ZIP, within limits
items       the JSON values of a text, one at a time, however large the text is
index       names the form of an item
formats     one file per form: an item becomes drafts
drafts      what a form gives: talks, rated answers, choices
html        the text of answers that are HTML
tree        the branch of a talk that the person ended with
contents    drafts as contents of records, within the limits of a record
keys        a key per content, so that an import can be repeated
personal    finds and masks personal data
sending     sends what is new, and keeps the receipts
left_out    counts what is left out, by reason
vocabulary  limits, reasons and words of other programs, from vocabulary.json

sending → reader, personal; reader → archive, items, index, contents, keys; index → formats → tree → drafts →
vocabulary. node.commands imports sending and reader. The two JSON files are shared with web/src/exports, and so are
the vectors in tests/exports.
"""
