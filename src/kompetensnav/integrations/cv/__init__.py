"""CVs from outside: the text of a file, what it states in so many words, and a draft of a profile from both.

A file is parsed in a process of its own (``apart``), which has little memory and little time and opens nothing.
"""
