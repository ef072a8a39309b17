"""The Sweeps page: design a sweep of two levers, run it behind the page, read what came of it."""
