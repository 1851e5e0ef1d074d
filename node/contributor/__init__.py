"""A contributor as a program.

client         grants, signed records and chats through a gateway
direct         a record past all gateways
chat_exports   chat exports of other programs as records
"""
