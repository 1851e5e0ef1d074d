"""One file per form of other programs: `matches` tells an item of the form, `drafts` yields what the item gives. Pure.

chatgpt        OpenAI's export of ChatGPT, with its opinions
deepseek       DeepSeek's export
claude         Anthropic's export of Claude
gemini         Google's list of activities, from Takeout
openwebui      Open WebUI's chats, and its history of feedback
librechat      LibreChat's conversations
oasst          trees of Open Assistant
arena          comparisons of Chatbot Arena
ultrafeedback  several scored answers to one instruction
pairs          chosen and rejected answers, and single answers with a label: HH-RLHF, DPO, KTO, OpenAI
talks          lists of messages: OpenAI, ShareGPT; instructions with an output
messages       reads one message of such a list
marks          what ChatGPT and LibreChat write between the words of an answer
own            Kula's own form

Each takes an item, the context of its export, and the counts of what is left out. ../index.py imports them all; they
import tree and drafts. Every reader is total: a value of a wrong type is as good as none, or refuses the item.
"""
