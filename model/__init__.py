"""Motor-loop network model: atlas, body, dynamics, measures."""
