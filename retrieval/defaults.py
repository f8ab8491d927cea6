"""What is taken where nobody says otherwise."""

TOP = 3
# The models that come with the project, and what to call having no reader.
EMBEDDING_MODEL = "all-MiniLM-L6-v2"
BUNDLED_READER, NO_READER = "pullquote-reader", "none"
# Of questions of the tuning halves that the reader was not trained on, asked of the whole sets, 82%
# of the answerable are answered at it, and 5% of the off-topic; at 0.25, 79% and 3%; at 0.15, 86%
# and 8%. Those few that a lower one adds are right seven times in ten, but below 0.2 nearly as many
# more of the off-topic are answered. (`benchmarks.confidence --validation`)
MIN_CONFIDENCE = 0.2
