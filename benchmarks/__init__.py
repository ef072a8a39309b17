"""The benchmark: the engine and its rivals, side by side on one task."""
