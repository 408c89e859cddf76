"""Stored runs of the engine: who could fill a need, and why."""
