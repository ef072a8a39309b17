"""Calibration: fit the weights, see which of them the data pin, and how far health reaches."""
