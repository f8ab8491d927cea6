"""What is taken where nobody says otherwise."""

TOP = 3
# The models that come with the project, and what to call having no reader.
EMBEDDING_MODEL = "all-MiniLM-L6-v2"
OWN_READER, NO_READER = "pullquote-reader", "none"
# Of the questions of the tuning halves, 78% of the answerable are answered at it, and 4% of the
# off-topic; at 0.2, 81 to 86% and 5 to 6%; at 0.3, 72 to 73% and 2 to 3%.
MIN_CONFIDENCE = 0.25
