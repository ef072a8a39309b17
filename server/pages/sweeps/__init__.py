"""The Sweeps page: design a sweep of two levers, run it in the background, read its results."""
