"""Linking a phrase to concepts: the label index, and the linker that asks it."""
