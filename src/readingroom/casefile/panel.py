"""Stain panels as pathologists write them: standard names of markers, and sentences into stains.

``POSITIVE: CKAE1/3, CK7, TTF1. NEGATIVE: CK20, p40. Ki-67 about 70 %`` becomes twelve or so stains.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.vocab import StainResult

# As the literature writes them. A name is known again whatever its case, spaces and hyphens.
_NAMES = """
    AE1/AE3|CK AE1/AE3|CKAE1/3|CKAE1/AE3|AE1/3|pancytokeratin|cytokeratin AE1/AE3
    AFP|alpha-fetoprotein; ALK|ALK-1; AMACR|P504S|racemase; Androgen receptor|AR; Arginase-1|ARG1
    BCL2|BCL-2; BCL6|BCL-6; BerEP4|Ber-EP4|EpCAM; Beta-catenin|β-catenin; Brachyury; BRAF V600E|VE1
    CA125; CA19-9; CAIX|CA9; Calcitonin; Caldesmon|h-caldesmon; Calponin; Calretinin; CAM5.2|CAM 5.2
    CD1a; CD3; CD4; CD5; CD7; CD8; CD10; CD15; CD19; CD20; CD21; CD23; CD30; CD31; CD34; CD38; CD43
    CD45|LCA; CD56|NCAM; CD57; CD61; CD68; CD79a; CD99; CD117|c-KIT|KIT; CD138|syndecan-1; CD163
    CD207|langerin; CDK4; CDX2|CDX-2; CEA; Chromogranin A|chromogranin; CK5|CK 5; CK5/6|CK 5/6
    CK7|CK 7|cytokeratin 7; CK14; CK17; CK18; CK19; CK20|CK 20|cytokeratin 20; Claudin-4
    Congo red; Cyclin D1; D2-40|podoplanin; Desmin; DOG1|DOG-1; E-cadherin; EBER|EBV-EBER; EMA|MUC1
    ER|oestrogen receptor|estrogen receptor; ERG; FLI1|FLI-1; Fumarate hydratase|FH; GATA3|GATA-3
    GCDFP-15|GCDFP15|BRST-2; GFAP; Glutamine synthetase; Glypican-3|glypican 3; Grocott|GMS
    HepPar-1|HepPar1|Hep Par 1|HSA; HER2|HER-2|c-erbB-2; HHV8|HHV-8; HMB45|HMB-45; HMWCK|34betaE12
    IDH1 R132H|IDH1; INI1|SMARCB1; Inhibin|inhibin alpha; INSM1; Kappa; Ki-67|Ki67|MIB-1|MIB1
    Lambda; Lysozyme; Mammaglobin; MDM2; Melan-A|MART-1|melan A; MITF; MLH1; MOC31|MOC-31; MPO
    MSH2; MSH6; MUC2; MUC4; MUC5AC; MUM1|MUM-1; MyoD1|MYOD1; Myogenin; Napsin A|napsin; NKX2.2
    NKX3.1; NSE; NUT|NUT1; OCT3/4|OCT4; Olig2; p16; p40; p53|TP53; p63; p120; PAS; PAS-D|PASD|dPAS
    PAX2; PAX5; PAX8|PAX-8; PD-L1|PDL1; Perls|Prussian blue; PIT1; PLAP; PMS2
    PR|progesterone receptor; PRAME; Prostein|P501S; PSA; PSMA; PSAP; RCC|RCC antigen; Reticulin
    S100|S-100|S100 protein; SALL4; SATB2; SDHB; SF1|SF-1; SMA|smooth muscle actin; SMARCA4|BRG1
    SMMHC; SOX10|SOX-10; SOX11
    SSTR2|SSTR2A; SS18-SSX; STAT6; Synaptophysin; T-PIT|TPIT; TdT; TFE3; Thyroglobulin|TG; TLE1
    Toluidine blue; Transthyretin; TRPS1; TTF-1|TTF1|TTF 1; Tyrosinase; Uroplakin; Villin; Vimentin
    WT1|WT-1; Ziehl-Neelsen|ZN|AFB stain
"""
_RESULTS: Final = (
    (StainResult.NOT_DONE, r"not\s+(?:done|performed|tested)"),
    (StainResult.FOCAL, r"(?:focal(?:ly)?|patchy|scattered)(?:\s+(?:positiv\w*|\+))?"),
    (StainResult.EQUIVOCAL, r"(?:equivocal|indeterminate|weak(?:ly)?\s+positiv\w*)"),
    (StainResult.NEGATIVE, r"(?:negativ\w*|neg\b|non-?reactive|absent)"),
    (
        StainResult.POSITIVE,
        r"(?:(?:diffuse(?:ly)?|strong(?:ly)?)\s+)?(?:positiv\w*|pos\b|reactive)",
    ),
)
_ANY_RESULT = "|".join(f"(?P<r{at}>{form})" for at, (_, form) in enumerate(_RESULTS))
_HEAD = re.compile(
    rf"(?:^|(?<=[\s.;,]))(?:{_ANY_RESULT})\s*(?P<colon>for\b|:|=|-(?=\s))?", re.IGNORECASE
)
_PERCENT = re.compile(
    r"(?P<about>about|approx\w*\.?|circa|ca\.?|~|≈)?\s*(?P<number>\d{1,3})\s*%", re.IGNORECASE
)
_SPLIT = re.compile(r"\s*(?:[,;\n•]|\band\b|\.(?:\s|$))\s*", re.IGNORECASE)
_TAIL = re.compile(r"^(?P<name>.+?)\s*(?P<sign>\(?(?:[-–−+]|\+/-|±)\)?)$")
_SIGNS: Final = {
    "+": StainResult.POSITIVE, "-": StainResult.NEGATIVE, "–": StainResult.NEGATIVE,
    "−": StainResult.NEGATIVE, "+/-": StainResult.EQUIVOCAL, "±": StainResult.EQUIVOCAL,
}  # fmt: skip
_FILLER = re.compile(
    r"^(?:the|tumou?r|cells?|are|is|were|was|stain(?:s|ed|ing)?|with|all|immuno\w*|ihc|also|in|of"
    r"|show|markers?|panel|expression|index|proliferation|for)\b[\s:]*",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"^(?P<name>.+?)\s*\((?:{_ANY_RESULT})\)$", re.IGNORECASE)
_END_FILLER = re.compile(
    r"\s+(?:index|(?:proliferation|labelling|labeling)\s+index|stain)$", re.IGNORECASE
)
_LONGEST_NAME, _MOST_WORDS = 40, 2


@dataclass(frozen=True)
class ReadStain:
    """One stain read from a sentence. ``percent`` is 0 to 100."""

    marker: str
    result: StainResult
    percent: float | None = None
    is_approximate: bool = False


def _folded(name: str) -> str:
    return re.sub(r"[\s\-–_]+", "", name).casefold()


def _read_names() -> dict[str, str]:
    groups = [g.strip() for g in _NAMES.replace(";", "\n").splitlines() if g.strip()]
    known: dict[str, str] = {}
    for group in groups:
        names = group.split("|")
        standard = "CK AE1/AE3" if names[0] == "AE1/AE3" else names[0]
        known.update({_folded(name): standard for name in names})
    return known


_KNOWN: Final = _read_names()
MARKERS: Final = tuple(sorted(dict.fromkeys(_KNOWN.values()), key=str.casefold))
"""The standard names, for completion."""


def standard_name(name: str) -> str:
    """The usual way to write a marker's name; any other name as it is."""
    tidy = " ".join(name.split())
    return _KNOWN.get(_folded(tidy), tidy)


def read_panel(text: str) -> tuple[ReadStain, ...]:
    """The stains a report's sentence speaks of, each marker once, in its order.

    What stands after ``positive``, ``negative``, ``focal`` and their kin has that result, until the
    next such word; a sign or word after a name (``CK7+``, ``TTF-1 (focal)``) comes first. A name
    alone, with no result before it, is left out: nothing is guessed. Names that are not known are
    taken only from lists, which begin with a colon or ``for``.
    """
    found: dict[str, ReadStain] = {}
    for result, is_list, part in _parts(text):
        for piece in _SPLIT.split(part):
            stain = _stain(piece, result, is_list=is_list)
            if stain is not None:
                found.setdefault(_folded(stain.marker), stain)
    return tuple(found.values())


def _parts(text: str) -> Iterator[tuple[StainResult | None, bool, str]]:
    heads = list(_HEAD.finditer(text))
    yield None, False, text[: heads[0].start() if heads else len(text)]
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        yield _result_of(head), bool(head["colon"]), text[head.end() : end]


def _result_of(found: re.Match[str]) -> StainResult:
    return next(result for n, (result, _) in enumerate(_RESULTS) if found.group(f"r{n}"))


def _stain(piece: str, result: StainResult | None, *, is_list: bool) -> ReadStain | None:
    percent = _PERCENT.search(piece)
    name, own = _split_sign(_PERCENT.sub(" ", piece).strip(" \t.:[]="))
    number = min(float(percent["number"]), 100.0) if percent else None
    if number:
        own = own or StainResult.POSITIVE
    result, name = own or result, _without_filler(name)
    if result is None or not _is_name(name, is_list=is_list):
        return None
    return ReadStain(standard_name(name), result, number, bool(percent and percent["about"]))


def _split_sign(name: str) -> tuple[str, StainResult | None]:
    """A name without the sign or word behind it, and the result that says."""
    sign = _TAIL.match(name)
    if sign and sign["sign"].strip("()") in _SIGNS:
        return sign["name"], _SIGNS[sign["sign"].strip("()")]
    word = _IN_BRACKETS.match(name)
    return (word["name"], _result_of(word)) if word else (name, None)


def _is_name(name: str, *, is_list: bool) -> bool:
    if _folded(name) in _KNOWN:
        return True
    words = len(name.split())
    return is_list and 0 < words <= _MOST_WORDS and len(name) <= _LONGEST_NAME


def _without_filler(name: str) -> str:
    while True:
        shorter = _END_FILLER.sub("", _FILLER.sub("", name)).strip(" \t.:()[]=")
        if shorter == name:
            return name
        name = shorter
