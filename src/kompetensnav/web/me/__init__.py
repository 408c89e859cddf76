"""The individual's first screen."""
