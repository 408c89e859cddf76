"""Commands that work with the database: the framework is started only for them, so that the others stay quick."""

import fcntl
import os

from kompetensnav.runtime.home import home


def open_database(settings: str = "") -> None:
    """Start the framework with the settings of the environment, else with ``settings``, else those fit for here.

    Without KOMPETENSNAV_SECRET_KEY nothing but the demo can run, so its settings are taken; with it, production's.
    """
    fit = "prod" if "KOMPETENSNAV_SECRET_KEY" in os.environ else "demo"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"kompetensnav.config.settings.{settings or fit}")
    import django

    django.setup()


def make_tables() -> None:
    """Bring the tables to what this version needs; doing it again changes nothing.

    Two starts at once would both make the same tables: the second waits here for the first.
    """
    from django.core.management import call_command

    home().mkdir(parents=True, exist_ok=True)
    with (home() / "making-tables").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
