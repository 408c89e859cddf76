"""All addresses."""

from django.urls import include, path

from kompetensnav.web.completion import complete
from kompetensnav.web.front.views import language

urlpatterns = [
    path("", include("kompetensnav.web.front.urls")),
    path("accounts/", include("kompetensnav.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", language, name="set_language"),
    path("complete/<str:kinds>/", complete, name="complete"),
    path("catalogue/", include("kompetensnav.web.catalogue.urls")),
    path("courses/", include("kompetensnav.web.courses.urls")),
    path("desk/", include("kompetensnav.web.desk.urls")),
    path("assignment/", include("kompetensnav.web.assignment.urls")),
    path("needs/", include("kompetensnav.web.needs.urls")),
    path("nightly/", include("kompetensnav.web.nightly.urls")),
    path("people/", include("kompetensnav.web.people.urls")),
    path("planner/", include("kompetensnav.web.planner.urls")),
    path("proposals/", include("kompetensnav.web.proposals.urls")),
    path("employer/", include("kompetensnav.web.employer.urls")),
    path("me/", include("kompetensnav.web.me.urls")),
    path("corrections/", include("kompetensnav.web.corrections.urls")),
    path("oversight/", include("kompetensnav.web.oversight.urls")),
]
handler400 = "kompetensnav.web.front.errors.bad_request"
