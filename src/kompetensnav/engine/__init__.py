"""The pure engine: words to concepts, concepts to matches. Equal input gives equal output, bit for bit."""
