"""The benchmark: the engine and alternative implementations on the same task."""
