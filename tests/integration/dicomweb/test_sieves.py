"""What memory says of a match is what the attributes say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.keys import _keys
from readingroom.dicomweb.qido.listing import Keys, Listing, SeriesShown, StudyShown
from readingroom.dicomweb.qido.matching import Match
from readingroom.dicomweb.qido.sieves import sift

VRS = {
    "00080020": "DA", "00080030": "TM", "00080050": "SH", "00080090": "PN", "00081030": "LO",
    "00100010": "PN", "00100020": "LO", "00200010": "SH",
}  # fmt: skip
DATES = st.sampled_from(["", "20010203", "20050607", "20100809"])
TIMES = st.sampled_from(["", "0930", "093000", "101500.25"])
WORDS = st.text("aB^ é", max_size=4)
NAMES = st.dictionaries(st.sampled_from(["Alphabetic", "Ideographic"]), WORDS, max_size=2)
RANGES = st.sampled_from(["{}", "{}-", "-{}"])
PATTERNS = st.text("aB^ é*?", min_size=1, max_size=5).filter(lambda text: text.strip(" *^"))


def value_of(vr: str) -> st.SearchStrategy[object]:
    return {"DA": DATES, "TM": TIMES, "PN": NAMES}.get(vr, WORDS)


ATTRIBUTES = st.fixed_dictionaries(
    {
        tag: st.one_of(
            st.just({"vr": vr}),
            value_of(vr).map(lambda one, vr=vr: {"vr": vr, "Value": [one] if one else [None]}),
        )
        for tag, vr in VRS.items()
    }
)


@st.composite
def matches(draw: st.DrawFn) -> Match:
    tag = draw(st.sampled_from(sorted(VRS)))
    vr = VRS[tag]
    if vr in {"DA", "TM"}:
        wanted = draw(RANGES).format(draw({"DA": DATES, "TM": TIMES}[vr].filter(bool)))
    else:
        wanted = draw(PATTERNS).strip()
    return Match((tag,), vr, wanted, is_fuzzy=vr == "PN" and draw(st.booleans()))


def shown(pk: int, attributes: dict[str, dict[str, object]]) -> StudyShown:
    made: StudyKeys = _keys(pk, attributes)
    keys = Keys(*(getattr(made, name) for name in Keys._fields))
    return StudyShown(pk, f"2.25.{pk}", (SeriesShown("2.25.9", "MR", 1),), ("MR",), keys)


@settings(max_examples=60, deadline=None)
@given(st.lists(ATTRIBUTES, max_size=6), st.lists(matches(), min_size=1, max_size=3))
def test_what_is_sifted_from_memory_is_what_fits(
    library: list[dict[str, dict[str, object]]], wanted: list[Match]
) -> None:
    listing = Listing(tuple(shown(pk, one) for pk, one in enumerate(library)))

    found, left = sift(listing, wanted)

    assert left == []
    assert [study.pk for study in found] == [
        pk for pk, one in enumerate(library) if all(match.fits(one) for match in wanted)
    ]


def test_a_match_that_memory_can_not_settle_is_left() -> None:
    sex = Match(("00100040",), "CS", "F")
    inner = Match(("00081030", "00080050"), "SH", "A")

    found, left = sift(Listing(()), [sex, inner])

    assert (list(found), left) == ([], [sex, inner])
