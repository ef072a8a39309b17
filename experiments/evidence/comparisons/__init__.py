"""Comparisons of the model with published findings, one module per topic."""
