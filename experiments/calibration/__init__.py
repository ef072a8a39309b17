"""Calibration: fit the weights, and test how robust the fit and the behaviours are."""
