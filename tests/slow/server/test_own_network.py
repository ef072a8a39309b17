"""Every paradigm of the Laboratory on a user's own body."""

import pytest

from motorloops.experiments.paradigms.registry import PARADIGMS
from motorloops.model.params import Params
from motorloops.server.networks import NETWORKS
from motorloops.server.paradigm_job import ParadigmOrder, carry_out
from tests.helpers.own_network import write_atlas


@pytest.fixture
def leg(tmp_path):
    """The server shows the leg of an atlas of one's own."""
    NETWORKS.use(atlas=str(write_atlas(tmp_path / "atlas")))
    yield
    NETWORKS.use()


@pytest.mark.usefixtures("leg")
@pytest.mark.parametrize("name", PARADIGMS)
def test_every_paradigm_answers_for_ones_own_body(name):
    found = carry_out(ParadigmOrder(name, Params().replace(loss=0.35), "leg", "mild", (1,), 1))
    assert found.rows or found.problem
