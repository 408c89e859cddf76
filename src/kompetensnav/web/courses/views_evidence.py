"""What a course rests on, as a PDF to attach to an application and as a workbook to count on."""

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from kompetensnav.apps.courses.evidence import evidence_of
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.memberships.enums import May
from kompetensnav.web.courses.pdf import pdf_of
from kompetensnav.web.courses.report import report_of
from kompetensnav.web.courses.workbook import workbook_of
from kompetensnav.web.requests import Request, found_or_404, permitted

_MADE = {"pdf": pdf_of, "xlsx": workbook_of}
_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@permitted(May.WRITE_COURSES, May.SEE_SUPPLY)
def evidence(request: Request, case_id: str, form: str) -> HttpResponseBase:
    """One case's evidence as of today."""
    seen = CourseCase.objects.visible_to(request.actor)
    case = found_or_404(seen.select_related("provider", "municipality", "collaboration"), case_id)
    report = report_of(evidence_of(case, timezone.localdate()), case.collaboration.name)
    response = HttpResponse(_MADE[form](report), content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="evidence-{case.pk}.{form}"'
    response["Cache-Control"] = "no-store"
    return response
