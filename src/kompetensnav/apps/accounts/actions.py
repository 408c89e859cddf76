"""What is done to an account beside logging in."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from kompetensnav.apps.accounts.models import Language, User
from kompetensnav.apps.core.log import Acts, audit


@transaction.atomic
def choose_language(actor: Acts, *, user: User, language: Language) -> None:
    """The language of the interface from now on, on every device. Choosing the one in use changes nothing."""
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        audit(actor, "user.language-chosen", user, language=language.value)


@transaction.atomic
def remove_account(actor: Acts, *, user: User) -> None:
    """Nobody logs in with it any more. Sessions hold what was last done in them, so they go too."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == user.pk:
            session.delete()
    audit(actor, "user.removed", user)
    user.delete()
