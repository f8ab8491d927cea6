"""Models prepared for OpenVINO: their folders, precision, and the encoder that runs them."""
