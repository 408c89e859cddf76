"""The world that the tests of pages look at."""

import pytest

from tests.web.world import World


@pytest.fixture
def world(taxonomy) -> World:
    """A region in the middle of a working day."""
    return World.make()
