"""What is taken where nobody says otherwise."""

TOP = 3
# Chosen by `python -m benchmarks.confidence`: higher, and good answers to search-engine questions
# are withheld; lower, and a large collection answers questions that it is not about.
MIN_CONFIDENCE = 0.25
