"""Run in a process of its own: a class whose members have handed in the demo case.

    python -m tests.browser.taught

prints the key of the class and of what was set for it, the code of joining it, and the keys of a
playlist and of an exam that one member of another class has sat.
"""

import os
import sys
from datetime import timedelta

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readingroom.config.settings")
    django.setup()

    from django.utils import timezone

    from readingroom.accounts.models import Person, Role
    from readingroom.accounts.services.people import add_person
    from readingroom.cases.models import Case
    from readingroom.learning.judging import NoWords
    from readingroom.learning.models import ItemAnswer
    from readingroom.teaching.models import Contribution, Membership, Mode, SetCase
    from readingroom.teaching.services import entries, playlists, sittings
    from readingroom.teaching.services.cohorts import CONSENT, make_class

    now, case = timezone.now(), Case.objects.get()
    chief = Person.objects.get(role=Role.ADMINISTRATOR)
    cohort = make_class(actor=chief, name="Spine and chest, spring term", now=now)
    task = SetCase.objects.create(cohort=cohort, case_key=case.key, set_at=now)
    CHOSEN, PLACES = (1, 1, 0, 1, 3, 2), ([168, 250], [172, 244], [60, 300], [170, 250], None, None)
    for number, (chosen, place) in enumerate(zip(CHOSEN, PLACES, strict=True)):
        person = add_person(
            f"resident-{number}", role=Role.LEARNER, institution=chief.institution, now=now
        )
        Membership.objects.create(cohort=cohort, person=person, joined_at=now, agreed_to=CONSENT)
        is_found = place is not None and place[0] > 100
        of_item = {
            "case": str(case.key), "revision": case.published_revision_id, "version": "0" * 16,
            "certainty": 1 + number % 3, "seconds": 30 + 9 * number,
        }  # fmt: skip
        rows = [{"name": "Discitis", "points": 60, "code": ""},
                {"name": "Metastasis", "points": 8 * number, "code": ""}]  # fmt: skip
        marks = [{"slice": 15, "at_px": place}] if place else []
        answers = [
            {**of_item, "item": "which-finding", "kind": "multiple-choice", "detail": {},
             "given": {"chosen": [chosen]}, "score": float(chosen == 1), "is_right": chosen == 1},
            {**of_item, "item": "find-the-primary", "kind": "hotspot", "score": float(is_found),
             "is_right": is_found, "given": {"marks": marks},
             "detail": {"found": [[0, 0, 0.0]] if is_found else []}},
        ]  # fmt: skip
        ways = [{"case": str(case.key), "revision": case.published_revision_id,
                 "outcome": 0.7, "stages": [rows, rows]}]  # fmt: skip
        Contribution.objects.create(
            cohort=cohort, work=case.key, person=person, begun_at=now, finished_at=now, score=0.7,
            batch=1, said={"origin": "case", "cases": ways, "answers": answers},
        )  # fmt: skip
    WRITTEN = (
        ("write-the-impression", "free-text", {"text": "A mass of the right upper lobe."}),
        ("write-the-impression", "free-text", {"text": "Nodules.\n\nNo effusion."}),
        ("report-the-mri", "report", {"findings": "Oedema of C4 and C5.", "impression": "Tumour."}),
    )
    for number, (item, kind, given) in enumerate(WRITTEN):
        ItemAnswer.objects.create(
            person=Person.objects.get(username=f"resident-{number}"), case_key=case.key,
            revision=case.published_revision, item=item, item_version="0" * 16, kind=kind,
            source="practice", number=1, token=str(number), given=given, at=now,
        )  # fmt: skip
    # Held in a class of its own, for the figures above are of the case alone.
    begun, over = now - timedelta(hours=2), now - timedelta(hours=1)
    candidates = make_class(actor=chief, name="Wednesdays", now=begun)
    candidate = Person.objects.get(username="resident-0")
    Membership.objects.create(
        cohort=candidates, person=candidate, joined_at=begun, agreed_to=CONSENT
    )
    LONG = "Lungenparenchymverschattungsmuster" * 4
    made = []
    for terms in (
        playlists.Terms(LONG),
        playlists.Terms(LONG, mode=Mode.EXAM, minutes=30, opens_at=begun, ends_at=over),
    ):
        one = playlists.make_playlist(actor=chief, title=LONG, now=begun)
        entries.add_section(actor=chief, key=one.key, heading=LONG, now=begun)
        for item in ("", "which-finding"):
            row = entries.add_case(
                actor=chief, key=one.key, case=str(case.key), item=item, now=begun
            )
            entries.write_note(
                actor=chief, key=one.key, entry=row.key, note=LONG, heading=None, now=begun
            )
        playlists.change_terms(
            actor=chief, key=one.key, version=one.version, terms=terms, now=begun
        )
        playlists.share(actor=chief, key=one.key, cohorts=[candidates.key], link="new", now=begun)
        one.refresh_from_db()
        made.append(one)
    sitting = sittings.begin(actor=candidate, playlist=made[1], now=begun)
    sittings.finish(actor=candidate, key=sitting.key, words=NoWords(), now=begun)
    keys = (cohort.key, task.key, cohort.join_code, *(one.key for one in made), sitting.key)
    sys.stdout.write(" ".join(map(str, keys)))
