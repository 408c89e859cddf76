"""Readers of files and registers from outside, one package a source."""
