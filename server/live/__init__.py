"""A live session: its model, its commands, its view, and its line to the browser."""
