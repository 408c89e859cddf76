"""The employer's first screen."""
