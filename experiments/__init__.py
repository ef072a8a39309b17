"""Experiments on the model: paradigms, evidence, calibration, sweeps and the command line."""
