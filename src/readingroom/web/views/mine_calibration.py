"""Is one right as often as one says?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.learning.selectors.calibration import record_of
from readingroom.search.index import vocabulary
from readingroom.teaching.services.handing_over import hand_over_exams
from readingroom.web.presentation.calibration import calibration_view
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.signed_in import for_the_signed_in


@for_the_signed_in("GET", "HEAD")
def show_calibration(request: HttpRequest, person: Person) -> HttpResponse:
    """One's own figures in whatever filter is on; nothing of fewer than twenty answers."""
    now = timezone.now()
    told = hand_over_exams(person, words=WordsOfRadiology(vocabulary()), now=now)
    view = calibration_view(record_of(person, told=told), request.GET, now=now)
    return render(request, "mine/calibration.html", {"tab": "calibration", "view": view})
