"""Sweeps: run a study on all cores or on many machines, and store the rows as one data set."""
