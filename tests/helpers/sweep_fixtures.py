"""The small sweep, once for all tests of sweeps."""

import json

import pytest

from tests.helpers.command import call
from tests.helpers.studies import study, sweep


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The small sweep as one thread makes it."""
    place = tmp_path_factory.mktemp("undisturbed")
    sweep(study(place), place / "out", "--threads", "1")
    return place / "out"


@pytest.fixture(scope="session")
def expected(undisturbed):
    return json.loads(call("status", str(undisturbed), "--json").out)["hash"]
