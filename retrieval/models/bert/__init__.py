"""BERT encoders without torch: weights, OpenVINO graph, numpy reference."""
