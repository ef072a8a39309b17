"""The model held against published findings: what was published, what it does, the verdict."""
