"""A what-if for tests of pages, which need its rows and not the solver."""

from unittest.mock import patch

from kompetensnav.apps.assignments import actions
from kompetensnav.apps.assignments.models import Assignment
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.engine.matching.assignment import greedy
from tests.factories import Region


def worked_out(region: Region) -> Assignment:
    """Done for a region, the greedy way: the solver's process takes a fifth of a second every time."""
    assignment = actions.start_assignment(SYSTEM, collaboration=region.collaboration)
    with patch.object(actions, "best_assignment", greedy):
        actions.do_assignment(SYSTEM, assignment)
    assignment.refresh_from_db()
    return assignment
