"""Default values."""

TOP = 3
# The names of the models that ship, and of having no reader.
EMBEDDING_MODEL = "all-MiniLM-L6-v2"
# The setting for the multilingual model, and its name.
MULTILINGUAL, MULTILINGUAL_MODEL = "multilingual", "multilingual-e5-small"
BUNDLED_READER, NO_READER = "pullquote-reader", "none"
MULTILINGUAL_READER = "pullquote-multilingual-reader"
# On the validation questions that the reader was not trained on (training/fit_reader_blend.py), see
# the table in benchmarks/README.md.
MIN_CONFIDENCE = 0.25
# From this confidence on, the best quote may answer, and is shown; below it, nothing comes near.
MIN_UNCERTAIN = 0.1
