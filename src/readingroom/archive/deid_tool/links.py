"""The way back to the patients of a run, sealed."""

from collections.abc import Iterator

from readingroom.archive.deid_tool.messages import Outcome
from readingroom.archive.deid_tool.run import Result
from readingroom.archive.linkfile import Link, seal


def links_of(result: Result, public_key: str) -> Iterator[str]:
    """A sealed line for each study that has a clean file.

    Raises:
        InvalidInput: that is no public key.
    """
    links = {
        Link(facts.study, *facts.origin): None
        for ordinal, facts in result.facts.items()
        if result.lines[ordinal - 1].outcome is Outcome.CLEAN
    }
    for link in links:
        yield seal(link, public_key)
