"""The named logins of the demo region, as the login page and ``serve`` show them. Reads a file, no database."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Login:
    """One login. ``role_code`` is a role of memberships, or ``resident``; everybody has the same password."""

    role_code: str
    role_text: str
    name: str
    email: str
    password: str


def logins(language: str = "sv") -> list[Login]:
    """All logins, the role in words of a language (sv, en), in the order to show them."""
    raw = login_settings()
    return [
        Login(
            role_code=entry["member"][0][0] if "member" in entry else "resident",
            role_text=entry[language],
            name=entry["name"],
            email=entry["email"],
            password=raw["password"],
        )
        for entry in raw["login"]
    ]


@lru_cache(maxsize=1)
def login_settings() -> dict[str, Any]:
    """``data/logins.toml`` as it stands, with each login's memberships or person."""
    text = files("kompetensnav.demo").joinpath("data", "logins.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
