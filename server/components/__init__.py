"""Elements, controls and error handling that several pages share."""
