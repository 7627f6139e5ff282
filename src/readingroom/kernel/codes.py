"""Coded concepts: a value in a coding scheme, with its meaning."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CodedConcept:
    """One entry of a terminology.

    Attributes:
        value: the code, such as ``94503003``.
        scheme: the coding scheme designator of PS3.16 chapter 8: ``SCT`` (SNOMED CT),
            ``RADLEX``, ``I10`` (ICD-10), ``ICDO3``, ``DCM``.
        meaning: what the code stands for, in words.
    """

    value: str
    scheme: str
    meaning: str
