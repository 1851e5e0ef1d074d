"""Answers of the served model: who waits, who is answered, and who makes the answer.

chat        what is asked, and what comes back. Pure
stops       ends an answer at a text that the asker named. Pure
turns       serves networks in turn, and the keys behind each, so that nobody holds the model
running     answers as they are made; a reader may leave and come back
embedded    the adopted model in this process, swapped without a restart
forwarded   an OpenAI-compatible server that serves the adopted model

running → turns; embedded → stops; embedded | forwarded → chat. Only `node.gateway.api` imports this folder.
"""
