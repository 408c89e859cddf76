"""Several clicks at the same moment, each on a connection of its own as in the product."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*clicks: Callable[[], Any]) -> list[Any]:
    """What each click gave: its value, or the error it ended in."""
    together = Barrier(len(clicks))

    def click(action: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            together.wait(timeout=10)
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clicks)) as threads:
        return list(threads.map(click, clicks))
