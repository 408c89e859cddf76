"""The numbers every route assumes, read once for each process."""

from functools import lru_cache

from kompetensnav.engine.pathways.offers import RouteParameters
from kompetensnav.runtime import parameters


@lru_cache(maxsize=1)
def route_parameters() -> RouteParameters:
    """Shown with every route, and named by every stored one."""
    return parameters.load_routes()
