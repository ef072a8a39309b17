"""Comparisons of the model with published findings, one module a topic."""
