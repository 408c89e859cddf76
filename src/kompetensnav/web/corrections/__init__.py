"""Reviewing what people have said about how texts are read, and taking it out as training and test data."""
