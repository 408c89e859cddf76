"""Behind a proxy that ends TLS. Every name below that is missing stops the start, with its name."""

import os

from kompetensnav.config.settings.base import *

SECRET_KEY = os.environ["KOMPETENSNAV_SECRET_KEY"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
EMAIL_HOST = os.environ.get("KOMPETENSNAV_MAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ["KOMPETENSNAV_MAIL_FROM"]
