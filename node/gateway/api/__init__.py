"""The gateway's HTTP API: endpoints translate, and decide nothing.

app           the composition of the program
guard         size and time of bodies, security headers
context       what the endpoints share
requests      what is asked
responses     what is answered
writing       POST grants, records, claims, revocations
reading       GET
bulletin      entries for validators, signatures under reports
chat          completions of the served model
chat_shapes   OpenAI's shapes
access        who may read private paths
"""
