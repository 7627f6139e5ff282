"""Any valid case document, and any JSON-like thing that may pretend to be one."""

from typing import Any

from hypothesis import strategies as st

from readingroom.casefile import vocab

# What a person may type, with the characters that YAML and Markdown stumble over made likely.
_CHARACTERS = st.one_of(
    st.sampled_from(" \t\n#:-?!&*%@`'\"|>[]{},=~\\/<.0_eé–“\u00a0"),
    st.characters(
        exclude_categories=("Cc", "Cs"),
        exclude_characters="\u2028\u2029\ufeff\u202a\u202b\u202c\u202d\u202e"
        "\u2066\u2067\u2068\u2069",
    ),
)
TEXTS = st.one_of(
    st.text(_CHARACTERS, min_size=1, max_size=40),
    st.lists(st.sampled_from(["marrow", "yes", "1e3", "# no", "- a", "|", "  ", "\n", "12:30"]),
             min_size=1, max_size=30).map(" ".join),
    st.sampled_from(["true", "null", "~", "1", "-.5", "1_000", "0x1F", "2020-01-01", "=", "a: b"]),
)  # fmt: skip
WORDS = TEXTS.filter(lambda text: bool(text.strip()) and "image:" not in text)
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
SLICES = st.integers(1, 300)
PIXELS = st.one_of(st.integers(0, 4096), st.floats(0, 4096))
POINTS = st.lists(PIXELS, min_size=2, max_size=2)
OUTLINES = st.lists(POINTS, min_size=3, max_size=6)
DAYS = st.integers(0, 400)


def one_of(vocabulary: type[vocab.Labelled]) -> st.SearchStrategy[str]:
    return st.sampled_from([entry.value for entry in vocabulary])


def group(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def few(entries: st.SearchStrategy[Any], by: str | None = None) -> st.SearchStrategy[list[Any]]:
    def key(entry: Any) -> str:
        text = entry[by] if by else entry
        return " ".join(str(text).split()).strip().casefold()

    return st.lists(entries, max_size=3, unique_by=key if by else None)


CODES = group(
    {"value": SLUGS, "scheme": st.sampled_from(["SCT", "I10", "ICDO3"]), "meaning": WORDS}, {}
)
ANNOTATIONS = st.one_of(
    group({"shape": st.just("arrow"), "slice": SLICES, "tip_px": POINTS, "tail_px": POINTS},
          {"label": WORDS}),
    group({"shape": st.just("measurement"), "slice": SLICES, "from_px": POINTS, "to_px": POINTS},
          {"label": WORDS}),
    group({"shape": st.just("region"), "slice": SLICES, "outline_px": OUTLINES}, {"label": WORDS}),
    group({"shape": st.just("label"), "slice": SLICES, "at_px": POINTS, "label": WORDS}, {}),
)  # fmt: skip
SERIES = group(
    {"id": SLUGS, "images": st.sampled_from(["images/a", "series:1.2.840.1", "x y/é"])},
    {
        "stack": st.integers(0, 9),
        "plane": WORDS,
        "sequence": WORDS,
        "key_image": SLICES,
        "last_slice": st.integers(300, 400),
        "initial_window": group(
            {"center": st.floats(-1e6, 1e6), "width": st.floats(1e-3, 1e6)}, {}
        ),
        "annotations": few(ANNOTATIONS),
    },
)
EVIDENCE = group({"text": WORDS}, {})


@st.composite
def differentials(draw: st.DrawFn) -> list[dict[str, Any]]:
    entry = group(
        {"diagnosis": WORDS}, {"code": CODES, "for": few(EVIDENCE), "against": few(EVIDENCE)}
    )
    entries = draw(few(entry, by="diagnosis"))
    shares = sorted(draw(st.lists(st.integers(0, 33), max_size=len(entries))), reverse=True)
    for diagnosis, share in zip(entries, shares, strict=False):
        diagnosis["share"] = share
    return entries


STAGE = {"title": WORDS, "findings": WORDS, "limits": WORDS, "differential": differentials()}
STAINS = group(
    {"marker": WORDS, "result": one_of(vocab.StainResult)},
    {
        "percent": st.floats(0, 100),
        "intensity": one_of(vocab.StainIntensity),
        "location": st.lists(one_of(vocab.StainLocation), max_size=3),
        "note": WORDS,
    },
)
MIDDLE_STAGES = st.one_of(
    group(
        {"kind": st.just("study"), "modality": one_of(vocab.Modality)},
        STAGE | {"region": WORDS, "caption": WORDS, "series": few(SERIES, by="id")},
    ),
    group(
        {"kind": st.just("pathology")},
        STAGE
        | {
            "specimen": WORDS,
            "stains": few(STAINS, by="marker"),
            "proliferation": group({"percent": st.integers(0, 100)}, {"marker": WORDS}),
            "molecular": few(group({"test": WORDS, "result": WORDS}, {})),
        },
    ),
    group(
        {"kind": st.just("laboratory")},
        STAGE
        | {
            "results": few(group({"name": WORDS, "value": WORDS}, {"flag": one_of(vocab.LabFlag)})),
            "cultures": few(group({"specimen": WORDS}, {"growth": WORDS})),
        },
    ),
    group({"kind": st.just("procedure")}, STAGE | {"procedure": WORDS, "code": CODES}),
    group(
        {"kind": st.just("course")},
        STAGE
        | {"events": few(group({"what": one_of(vocab.CourseKind), "text": WORDS}, {"day": DAYS}))},
    ),
)
REFERENCES = group(
    {"citation": WORDS}, {"doi": st.just("10.1148/rg.292085137"), "pmid": st.integers(1, 99999)}
)
DISCUSSIONS = group(
    {"kind": st.just("discussion")},
    STAGE | {"text": WORDS, "teaching_points": few(WORDS), "references": few(REFERENCES)},
)
ITEM = {"stem": WORDS}
ITEMS = st.one_of(
    group({"kind": st.just("free-text"), "rubric": st.just([{"text": "Says it", "points": 2}])}
          | ITEM, {"model_answer": WORDS}),
    group({"kind": st.just("ordered-list"), "entries": st.just(["first", "second"])} | ITEM, {}),
    group({"kind": st.just("multiple-choice"),
           "options": st.just([{"text": "a", "is_key": True}, {"text": "b"}])} | ITEM, {}),
    group({"kind": st.just("differential"), "accepted": st.just([{"diagnosis": "a"}])} | ITEM, {}),
    group({"kind": st.just("short-answer"), "accepted": st.just(["a", "b"])} | ITEM,
          {"not_accepted": st.just(["c"])}),
    group({"kind": st.just("report"), "findings": WORDS, "impression": WORDS} | ITEM,
          {"rubric": st.just([{"text": "Says it", "aspect": "observation"}])}),
)  # fmt: skip


def _name_apart(data: dict[str, Any]) -> dict[str, Any]:
    """Give stages, series and items names that differ, and days that run forwards."""
    for number, stage in enumerate(data["stages"]):
        stage["id"] = f"stage-{number}"
        for place, series in enumerate(stage.get("series", [])):
            series["id"] = f"s{number}-{place}-{series['id']}"
    for number, item in enumerate(data.get("items", [])):
        item |= {"id": f"item-{number}", "stage": f"stage-{number % len(data['stages'])}"}
    return data


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """The data of a document that parses."""
    stages = draw(st.lists(MIDDLE_STAGES, min_size=1, max_size=3))
    if draw(st.booleans()):
        stages.append(draw(DISCUSSIONS))
    data = draw(
        group(
            {"schema_version": st.just(1), "title": WORDS},
            {
                "unknown_title": WORDS,
                "certainty": one_of(vocab.Certainty),
                "basis": WORDS,
                "tags": st.lists(SLUGS, max_size=3, unique=True),
                "suitable_for_quiz": st.booleans(),
                "diagnosis_codes": few(CODES),
                "contributors": few(group({"name": WORDS}, {"affiliation": WORDS})),
                "patient": group(
                    {},
                    {
                        "age": group(
                            {"value": st.integers(0, 120)}, {"unit": one_of(vocab.AgeUnit)}
                        ),
                        "sex": one_of(vocab.Sex),
                        "presentation": WORDS,
                    },
                ),
                "items": st.lists(ITEMS, max_size=2),
            },
        )
    )
    return _name_apart(data | {"stages": stages})


_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=8),
    st.text(st.characters(categories=["Cs"]), min_size=1, max_size=2),
)
_KEYS = st.one_of(
    st.sampled_from(
        ["schema_version", "title", "stages", "kind", "id", "series", "for", "items", "patient"]
    ),
    st.text(max_size=4),
)
_LIKELY = st.sampled_from([1, "study", "discussion", "hotspot", "mri", "a", []])
JSON_LIKE = st.recursive(
    st.one_of(_LEAVES, _LIKELY),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=12,
)
