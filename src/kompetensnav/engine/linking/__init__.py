"""Linking words to concepts: one phrase, or a whole advert with its requirements."""
