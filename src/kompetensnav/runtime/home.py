"""Where Kompetensnav keeps what it builds: taxonomy versions, demo files, results."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """``KOMPETENSNAV_HOME``, else ``var/`` of the checkout the package runs from, else the user's data folder."""
    chosen = os.environ.get("KOMPETENSNAV_HOME")
    if chosen:
        return Path(chosen)
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path(platformdirs.user_data_dir("kompetensnav"))
