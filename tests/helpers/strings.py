"""The table of strings, flattened."""


def flat(entry: object, prefix: str = "") -> dict[str, object]:
    if not isinstance(entry, dict):
        return {prefix: entry}
    found: dict[str, object] = {}
    for key, value in entry.items():
        found |= flat(value, f"{prefix}.{key}" if prefix else key)
    return found
