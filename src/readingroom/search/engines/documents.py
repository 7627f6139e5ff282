"""An entry as the embedded engine takes it in: quicker to hand over as text than as an object."""

from pydantic_core import to_json

from readingroom.search.entries import Entry


def written(entry: Entry) -> str:
    """A tantivy document of ``entry``, as JSON; tokens of a field stand apart by spaces."""
    document: dict[str, object] = {
        "case": entry.case_id,
        "stamp": entry.stamp,
        "published": entry.published_s,
        "year": entry.year,
        "field": " ".join(entry.fields),
        "denied": " ".join(entry.denied),
        "words": " ".join(entry.words),
        "safe_words": " ".join(entry.safe_words),
        "reach": entry.reach,
        "facet": entry.facets,
    }
    if entry.age_days is not None:
        document["age"] = entry.age_days
    for section, tokens in entry.sections.items():
        document[section.value] = " ".join(tokens)
    return to_json(document).decode()
