"""Articles, worked out for pages: text with links, addresses."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from readingroom.infra.html import TermFinder, render_markdown
from readingroom.search.articles.mentions import Mentions
from readingroom.search.articles.terms import Kind, Term

KINDS = ((Kind.DIAGNOSIS, "Diagnoses"), (Kind.SIGN, "Signs"), (Kind.ANATOMY, "Anatomy"))
_FIELDS = {Kind.DIAGNOSIS: "title", Kind.SIGN: "finding", Kind.ANATOMY: ""}


def term_finder(mentions: Mentions) -> TermFinder | None:
    """Finds in a text the addresses of articles it names; None where there is none to name."""
    if not mentions:
        return None

    def find(text: str) -> Iterator[tuple[int, int, str]]:
        for start, end, slug in mentions.places(text):
            yield start, end, reverse("web:article", args=[slug])

    return find


def article_html(text: str, mentions: Mentions) -> SafeString:
    """The text of an article; the terms it names lead to theirs."""
    return render_markdown(text, find_terms=term_finder(mentions))


def search_address(term: Term) -> str:
    """The library's address that finds the cases of a term."""
    words = term.name.replace('"', " ")
    field = _FIELDS[term.kind]
    query = f'{field}:"{words}"' if field else f'"{words}"'
    return f"{reverse('web:library')}?{urlencode({'q': query})}"
