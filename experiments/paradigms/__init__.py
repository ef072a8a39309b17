"""The virtual laboratory: what a clinic measures, done to the model; one file a paradigm."""
