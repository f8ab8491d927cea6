"""Verification of quotations: whether the documents have these words, and how they differ."""
