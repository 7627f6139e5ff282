"""A case as programs for references take it: BibTeX and RIS."""

from typing import Final

from readingroom.cases.selectors.citation import Citable

_LATEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def as_bibtex(case: Citable, address: str) -> str:
    """One entry of BibTeX, in UTF-8: ``@misc`` under the case's number."""
    fields = {
        "author": " and ".join(_name(author) for author in case.authors),
        "title": f"{{{_latex(case.title)}}}",
        "publisher": _latex(case.institution),
        "howpublished": "Reading Room, radiology teaching case",
        "note": f"Case {case.number}, revision {case.revision}. {_latex(case.licence)}",
        "year": f"{case.at.year}",
        "month": f"{case.at.month}",
        "url": address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{case.number},", *lines, "}", ""])


def as_ris(case: Citable, address: str) -> str:
    """One reference in RIS, in UTF-8 with the ends of lines that it asks for."""
    fields = [
        ("TY", "ELEC"),
        *(("AU", _line(author)) for author in case.authors),
        ("TI", _line(case.title)),
        ("PB", _line(case.institution)),
        ("T2", "Reading Room, radiology teaching case"),
        ("AN", case.number),
        ("ET", f"revision {case.revision}"),
        ("PY", f"{case.at.year}"),
        ("DA", f"{case.at:%Y/%m/%d}"),
        ("C1", _line(case.licence)),
        ("UR", address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value or tag == "ER")


def _name(author: str) -> str:
    """A name in braces where BibTeX would read it as several, or as turned round."""
    text = _latex(author)
    return f"{{{text}}}" if "," in author or " and " in author.casefold() else text


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _line(text))


def _line(text: str) -> str:
    """A value is one line: what follows an end of line would be read as a field of its own."""
    return " ".join(text.split())
