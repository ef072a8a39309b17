"""Sweeps: studies of many runs, on all cores or many machines, into one data set."""
