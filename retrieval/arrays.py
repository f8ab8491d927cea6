"""Array types: numpy arrays named by what their elements are. Docstrings give the shapes."""

import numpy as np
from numpy.typing import NDArray

# Row numbers of an index or a store.
Rows = NDArray[np.int64]
# Scores, features, weights and logits of the ranker; token logits.
Floats = NDArray[np.float32]
# Statistics, and the reader's probabilities and logits.
Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]
# Unit vectors, a row a text or token.
Vectors = NDArray[np.float32]
