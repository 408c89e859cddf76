"""The demo region on one machine: named logins, no secrets of value."""

import os
import secrets

from kompetensnav.config.settings.base import *
from kompetensnav.config.settings.base import HOME

DEMO = True
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *[h for h in os.environ.get("KOMPETENSNAV_HOSTS", "").split(",") if h],
]
CSRF_TRUSTED_ORIGINS = []


def _own_key() -> str:
    """A key of this installation's own, made once."""
    file = HOME / "secret-key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return file.read_text(encoding="ascii")


SECRET_KEY = _own_key()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # localhost has no certificate
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
