"""From a record to the served model by hashes alone.

follow      all steps in order
payment     the record's half: message, receipt, batch, scores, ledger, report, payment
claimed     the gateway's steps against those of the trace
served      the model's half: dataset, model, judgement, what is served
pages       the gateway's public pages
saved       a trace in a folder: replays without chain and network
recording   saves a trace while it runs

`claimed` imports payment, `follow` imports all of them, `saved` imports `follow`, `recording` imports `saved`. All of them may import `pages`.
"""
