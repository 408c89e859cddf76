"""For the tests: strict templates, jobs done at once, nothing slow on purpose."""

import os

from kompetensnav.config.settings.base import *
from kompetensnav.config.settings.base import MIDDLEWARE, TEMPLATES

SECRET_KEY = "for tests only"  # noqa: S105
DEMO = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {
    "default": {
        "BACKEND": os.environ.get("KOMPETENSNAV_TEST_TASKS", "django_tasks.backends.immediate.ImmediateBackend"),
        "QUEUES": ["default"],
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ACCOUNT_RATE_LIMITS = False
MIDDLEWARE = [*MIDDLEWARE, "kompetensnav.web.middleware.ReadOnlyGetMiddleware"]
TEMPLATES[0]["OPTIONS"] |= {"string_if_invalid": "!!undefined: %s!!"}  # type: ignore[operator]
