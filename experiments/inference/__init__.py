"""Inference: from measurements of a person back to the place in the network."""
