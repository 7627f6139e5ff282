"""Which series of a case a reader may see now, as signed grants."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from readingroom.kernel.grants import (
    COOKIE,
    MAX_COOKIES,
    MAX_LIFETIME,
    MOST_SERIES,
    cookie_name,
    cookie_path,
    issue_grant,
    sign_grant,
)

# Tokens in the addresses of lists change only so often, so that their pictures can be cached.
LIST_STEP_S = 60


@dataclass(frozen=True)
class SeriesAddress:
    """Where one series is, by its UIDs."""

    study_instance_uid: str
    series_instance_uid: str

    @property
    def root(self) -> str:
        """The series below the pixel front."""
        return f"/dicomweb/studies/{self.study_instance_uid}/series/{self.series_instance_uid}"


@dataclass(frozen=True)
class GrantCookie:
    """A grant as the page sets it.

    Attributes:
        path: the study's address, which alone the cookie is sent to.
        name: one for each grant of a study, of which there are several where it has many series.
        token: the signed grant.
        lifetime_s: after which it ends.
    """

    path: str
    token: str
    lifetime_s: int
    name: str = COOKIE


def grant_cookies(series: Iterable[SeriesAddress], *, now: datetime) -> tuple[GrantCookie, ...]:
    """One grant for each study that ``series`` belong to, or as many as its series need."""
    by_study: defaultdict[str, list[str]] = defaultdict(list)
    for one in series:
        by_study[one.study_instance_uid].append(one.series_instance_uid)
    lifetime_s = int(MAX_LIFETIME.total_seconds())
    return tuple(
        GrantCookie(cookie_path(study), _token(study, part, now), lifetime_s, cookie_name(number))
        for study, uids in sorted(by_study.items())
        for number, part in enumerate(_parts(sorted(set(uids))))
    )


def _parts(uids: Sequence[str]) -> list[Sequence[str]]:
    starts = range(0, len(uids), MOST_SERIES)[:MAX_COOKIES]
    return [uids[start : start + MOST_SERIES] for start in starts]


def granted_root(series: SeriesAddress, *, now: datetime) -> str:
    """The series below the pixel front with its grant in the address, where no cookie is sent."""
    token = _token(series.study_instance_uid, [series.series_instance_uid], now)
    return series.root.replace("/dicomweb/", f"/dicomweb/g/{token}/", 1)


def listed_thumbnail_url(series: SeriesAddress, *, now: datetime) -> str:
    """The address of a series' thumbnail with the grant in it, for pages of many studies."""
    step = int(now.timestamp()) // LIST_STEP_S * LIST_STEP_S
    return f"{granted_root(series, now=datetime.fromtimestamp(step, UTC))}/thumbnail"


def _token(study: str, series: Iterable[str], now: datetime) -> str:
    grant = issue_grant(study_instance_uid=study, series_instance_uids=series, now=now)
    return sign_grant(grant, secret=settings.READINGROOM_GRANT_SECRET)
