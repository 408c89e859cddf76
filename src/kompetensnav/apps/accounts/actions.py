"""What is done to an account beside logging in."""

from django.db import transaction

from kompetensnav.apps.accounts.models import Language, User
from kompetensnav.apps.core.log import Acts, audit


@transaction.atomic
def choose_language(actor: Acts, *, user: User, language: Language) -> None:
    """The language of the interface from now on, on every device. Choosing the one in use changes nothing."""
    if User.objects.filter(pk=user.pk).exclude(language=language).update(language=language):
        audit(actor, "user.language-chosen", user, language=language.value)
