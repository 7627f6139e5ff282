"""Tags of the case page and of everything that names a case."""

from collections.abc import Iterable
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from readingroom.casefile.pathology import Stain
from readingroom.casefile.patient import Age
from readingroom.casefile.patient import shown_age as age_in_words
from readingroom.casefile.stages import ImageReference
from readingroom.casefile.vocab import Certainty, Difficulty
from readingroom.infra.html import SliceTarget, render_markdown
from readingroom.web.presentation.case import StageView, short_label
from readingroom.web.presentation.library import Query, at_page, without, without_filters
from readingroom.web.presentation.stains import (
    StainColumns,
    StainGroup,
    stain_columns,
    stain_groups,
)

register = template.Library()

_CERTAINTIES = [entry for entry in Certainty if entry != Certainty.NOT_APPLICABLE]
_DIFFICULTIES = list(Difficulty)
_BAR_HEIGHTS = (6, 9, 12, 15)


@register.simple_tag(takes_context=True)
def prose(context: template.Context, text: str) -> SafeString:
    """Markdown as safe HTML; links to slices lead to the film where the page has the series.

    Where the page says which articles there are, the words that name one lead there.
    """
    known = context["page"].series

    def resolve(series: str, frame: int) -> SliceTarget | None:
        view = known.get(series)
        return SliceTarget(series, frame) if view is not None and view.is_available else None

    # Each article once on a page, where its term is first named: a text of links is hard to read.
    terms, led_to = context.get("find_terms"), context.get("led_to")
    return render_markdown(text, resolve=resolve, find_terms=terms, led_to=led_to)


@register.filter
def have_series(stages: Iterable[StageView]) -> bool:
    """Whether any of the stages names images, though they may not be in the library yet."""
    return any(stage.series for stage in stages)


@register.simple_tag(takes_context=True)
def slice_link(context: template.Context, image: ImageReference | None) -> SafeString:
    """The tag that moves the film to a slice; nothing where the page lacks the series."""
    view = context["page"].series.get(image.series) if image else None
    if image is None or view is None or not view.is_available:
        return mark_safe("")
    return format_html(
        '<a class="slice-link tag" href="#film" data-series="{}" data-frame="{}">{} {}</a>',
        image.series,
        image.slice,
        short_label(view.label),
        image.slice,
    )


@register.simple_tag
def certainty(label: str) -> SafeString:
    """Rising bars filled to the level, and the words; words only where it does not apply."""
    words = [entry.label for entry in _CERTAINTIES]
    if label not in words:
        return format_html('<span class="certainty">{}</span>', "Certainty not applicable")
    bars = [
        f'x="{6 * at + 0.5:g}" y="{15.5 - height:g}" width="4" height="{height}" rx="1"'
        for at, height in enumerate(_BAR_HEIGHTS)
    ]
    drawn = _filled_to(bars, words.index(label))
    return format_html(
        '<span class="certainty"><svg viewBox="0 0 23 16" aria-hidden="true">{}</svg>'
        "Diagnosis {}</span>",
        drawn,
        label.lower(),
    )


@register.simple_tag
def difficulty(label: str | None) -> SafeString:
    """Three squares filled to the level, and the word."""
    words = [entry.label for entry in _DIFFICULTIES]
    if label not in words:
        return mark_safe("")
    squares = [
        f'x="{9 * at + 0.6:g}" y="2" width="7" height="8" rx="1"' for at in range(len(words))
    ]
    return format_html(
        '<span class="level"><svg viewBox="0 0 27 12" aria-hidden="true">{}</svg>{}</span>',
        _filled_to(squares, words.index(label)),
        label,
    )


@register.filter
def groups(stains: Iterable[Stain]) -> tuple[StainGroup, ...]:
    """The stain panel in groups."""
    return stain_groups(stains)


@register.filter
def columns(stains: Iterable[Stain]) -> StainColumns:
    """Which columns the panel's table needs."""
    return stain_columns(stains)


@register.filter
def shown_age(age: Age) -> str:
    """An age as it may be told."""
    return age_in_words(age)


@register.filter
def unlocalized(number: float) -> str:
    """A number for an attribute of a drawing."""
    return f"{number:g}"


@register.filter
def shifted(number: float, by: float) -> str:
    """A coordinate moved."""
    return f"{number + by:g}"


@register.filter
def case_address(key: str) -> str:
    """The page of another case of this library; the library itself where the key is not one."""
    try:
        return reverse("web:case", args=[UUID(key)])
    except ValueError:
        return reverse("web:library")


@register.filter
def labels(entries: Iterable[object]) -> str:
    """The labels of entries of a closed list, in one line."""
    return ", ".join(str(getattr(entry, "label", entry)) for entry in entries)


@register.simple_tag
def address_without(query: Query, name: str, value: str) -> str:
    """The library's address with one filter left out."""
    return without(query, name, value).address


@register.simple_tag
def address_unfiltered(query: Query) -> str:
    """The library's address with every filter left out, and the words kept."""
    return without_filters(query).address


@register.simple_tag
def address_of_page(query: Query, page: int) -> str:
    """The library's address of another page."""
    return at_page(query, page).address


def _filled_to(shapes: list[str], level: int) -> SafeString:
    drawn = [SafeString(shape) for shape in shapes]  # made of numbers, just above
    pairs = [("full" if at <= level else "empty", shape) for at, shape in enumerate(drawn)]
    return format_html_join("", '<rect class="{}" {}/>', pairs)
