"""The built stylesheet and scripts, islands, and icons."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe

from readingroom.web.icons import ICONS

register = template.Library()

MANIFEST = Path(__file__).parent.parent / "static/readingroom/.vite/manifest.json"
ENTRY = "src/main.ts"
_FOLDER = "readingroom/"
_USED_ICONS = "readingroom_icons"


@dataclass(frozen=True)
class Entry:
    """What a page links: paths below the static folder."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def read_manifest(path: Path) -> Entry | None:
    """What Vite built for the entry, or None where nothing is built."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    entry = manifest[ENTRY]
    imported = tuple(manifest[name]["file"] for name in entry.get("imports", ()))
    return Entry(entry["file"], tuple(entry.get("css", ())), imported)


@lru_cache(maxsize=1)
def _built(path: Path, built_at: float) -> Entry | None:
    return read_manifest(path)


def _entry() -> Entry | None:
    try:
        built_at = MANIFEST.stat().st_mtime
    except FileNotFoundError:
        return None
    return _built(MANIFEST, built_at)


@register.simple_tag
def assets() -> SafeString:
    """Links to the stylesheet and the scripts; a comment where the frontend is not built."""
    entry = _entry()
    if entry is None:
        return mark_safe("<!-- The frontend is not built: run `make frontend`. -->")
    styles = [(static(_FOLDER + name),) for name in entry.styles]
    preloads = [(static(_FOLDER + name),) for name in entry.preloads]
    return format_html(
        '{}{}<script type="module" src="{}"></script>',
        format_html_join("", '<link rel="stylesheet" href="{}">', styles),
        format_html_join("", '<link rel="modulepreload" href="{}">', preloads),
        static(_FOLDER + entry.script),
    )


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """A link to a stylesheet that only some pages need; nothing where it is not built."""
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
        built = manifest[f"src/styles/{name}.css"]
    except (FileNotFoundError, KeyError):
        return mark_safe("")
    return format_html('<link rel="stylesheet" href="{}">', static(_FOLDER + built["file"]))


@register.simple_tag
def island_preload(name: str) -> SafeString:
    """A module preload for the island a page is certain to show."""
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
        chunk = manifest[f"src/islands/{name}/index.ts"]
    except (FileNotFoundError, KeyError):
        return mark_safe("")
    files = [chunk["file"], *(manifest[key]["file"] for key in chunk.get("imports", ()))]
    links = [(static(_FOLDER + file),) for file in files if file != manifest[ENTRY]["file"]]
    return format_html_join("", '<link rel="modulepreload" href="{}">', links)


@register.simple_tag
def island_props(props: object, element_id: str) -> SafeString:
    """What an island is told, as JSON that no HTML parser trips over."""
    return json_script(props, element_id)


@register.simple_tag(takes_context=True)
def icon(context: template.Context, name: str, label: str = "") -> SafeString:
    """One icon; decorative unless it is given a label."""
    request = context.get("request")
    if name not in ICONS:
        if settings.DEBUG:
            raise template.TemplateSyntaxError(f"There is no icon called {name}.")
        return mark_safe("")
    if request is not None:
        request.META.setdefault(_USED_ICONS, {})[name] = True
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def icon_sprite(context: template.Context, *always: str) -> SafeString:
    """The drawings of the icons this page used, and of those that may arrive later."""
    request = context.get("request")
    used = request.META.get(_USED_ICONS, {}) if request is not None else {}
    names = dict.fromkeys([*used, *always])
    symbols = [(name, mark_safe(ICONS[name])) for name in names]  # noqa: S308  # our own drawings
    drawn = format_html_join("", '<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>', symbols)
    return format_html(
        '<svg class="sprite" width="0" height="0" aria-hidden="true">{}</svg>', drawn
    )


@register.filter
def plainly(field: BoundField) -> SafeString:
    """A field without words inside it: its label stands above, and stays while one types."""
    attributes: dict[str, str | bool] = {}
    if "placeholder" in field.field.widget.attrs:
        attributes["placeholder"] = False
    return field.as_widget(attrs=attributes)
