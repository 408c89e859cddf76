"""A user: an address to log in with, a name for colleagues, a language."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.core.ids import OpaqueIdField


class Language(models.TextChoices):
    """Languages of the interface."""

    SV = "sv", "Svenska"
    EN = "en", "English"


class UserManager(BaseUserManager["User"]):
    """Makes users by mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user; without a password one that must log in by passkey or get a link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For the framework's own command."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who can log in. What they may do is in memberships; a resident's profile is in people."""

    id = OpaqueIdField("u")
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.SV)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)  # a login of the demo region: let in there and nowhere else
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012  as the base class has it

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="user_language"),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name, for packages that ask."""
        return self.name
