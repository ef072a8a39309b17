"""Fit levers to a table of targets: the ensemble of settings that agree with it."""
