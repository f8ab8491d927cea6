"""Default values."""

TOP = 3
# The names of the models that ship, and of having no reader.
EMBEDDING_MODEL = "all-MiniLM-L6-v2"
BUNDLED_READER, NO_READER = "pullquote-reader", "none"
# Measured on questions of the tuning halves that the reader was not trained on, over the whole sets
# (`benchmarks.confidence --validation`): at 0.2, 82% of the answerable and 5% of the off-topic
# questions are answered; at 0.25, 79% and 3%; at 0.15, 86% and 8%. The answers that a lower
# threshold adds are right seven times in ten, but below 0.2 nearly as many more off-topic questions
# are answered.
MIN_CONFIDENCE = 0.2
# From this confidence on, the best quote may answer, and is shown; below it, nothing comes near.
MIN_UNCERTAIN = 0.05
