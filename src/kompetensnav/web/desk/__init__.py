"""The coordinator's first screen."""
