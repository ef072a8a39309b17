"""The virtual laboratory: clinical and experimental paradigms, one module each."""
