"""The same network in Brian2, an independent simulator, compared with the engine."""
