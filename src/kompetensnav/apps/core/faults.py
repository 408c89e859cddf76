"""Reports of what does not work, from the accessibility page."""

from django.db import transaction

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.core.models import FaultReport


@transaction.atomic
def report_fault(actor: Acts, *, page: str, text: str) -> FaultReport:
    """Keep a report for whoever runs the service."""
    report = FaultReport(page=page, text=text)
    report.save()
    audit(actor, "fault.reported", report)
    return report
