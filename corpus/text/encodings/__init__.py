"""Text encodings: decoding, detection, and their names."""
