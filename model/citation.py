"""A published source as it is cited wherever a reader meets it."""

from model.atlas import Reference, load_atlas


def cite(reference: Reference) -> str:
    """Authors, year, title, journal and DOI in one line."""
    doi = f", doi {reference.doi}" if reference.doi else ""
    return f"{reference.authors} {reference.year}. {reference.title}. {reference.journal}{doi}"


def citation(key: str) -> str:
    """The packaged reference with this key, as :func:`cite` writes it.

    Raises:
        KeyError: If there is none (a programming error, caught by the tests).
    """
    return cite({row.key: row for row in load_atlas().references}[key])
