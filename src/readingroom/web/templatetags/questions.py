"""Tags of questions."""

from django import template
from django.utils.safestring import SafeString

from readingroom.infra.html import SliceTarget, render_markdown

register = template.Library()


@register.simple_tag(takes_context=True)
def words(context: template.Context, text: str) -> SafeString:
    """Markdown as safe HTML; links to slices lead to the film of pages that have one."""
    page = context.get("page")
    known = page.series if page else {}

    def resolve(series: str, frame: int) -> SliceTarget | None:
        view = known.get(series)
        return SliceTarget(series, frame) if view is not None and view.is_available else None

    return render_markdown(text, resolve=resolve)
