"""A live session: its model, its commands, its view, and its connection to the browser."""
