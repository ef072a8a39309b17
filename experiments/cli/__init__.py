"""The `motorloops` command."""
