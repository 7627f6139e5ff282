"""Invented people, places and numbers, different with every seed."""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

_ONSETS: Final = (
    "Bra Kle Wes Hol Var Dru Pel Sto Mar Ven Tro Gal Sib Wen Kor Las Fen Zim Hau Jan Lun Ost Ray "
    "Ber Cal Dom Eck Fal Gri Hen Ish Jor Kal Lin Mon Nor Oak Pri Quin Ros Sal Tal Ulb Vos Wal Yar"
).split()
_MIDDLES: Final = "nd ck ster ll rr mm tz ng v b lt rd gg ss nk mp sk th".split()
_ENDINGS: Final = (
    "berg hofer mann sson ova ski elli ard ington worth aki ez ier oux dottir ovic enko berger "
    "ström quist maier ham ley wick onen escu oğlu iak"
).split()
_GIVEN: Final = (
    "Annelore Bartholomew Cosima Dagny Eberhard Fiorella Gwendolyn Hildegard Ignatius Jorunn "
    "Katarzyna Leopoldine Marguerite Nathaniel Ottilie Philippa Quirin Rosalind Sieglinde "
    "Thaddeus Ulrike Violetta Wolfram Xaver Yolanda Zdenka Aoife Björn Chloé Désirée Eloísa "
    "François Gülay Håkon Irén Jürgen Łucja Mónica Noël Özlem Renée Søren Tomáš Žofia"
).split()
_STREETS: Final = (
    "Birken Linden Kastanien Mühlen Harbour Quarry Willow Foundry Orchard Abbey".split()
)
_TOWNS: Final = (
    "Oberkirchdorf Niederwalden Tarnbrook Eastmere Saint-Aubrac Västervik Gornji-Lug Penrhywl "
    "Kilbarragh Montefalcetto"
).split()
_HOSPITALS: Final = (
    "{town} Infirmary", "Klinikum {town}", "Hôpital {town}", "{name} Memorial",
    "St {name} Hospital",
)  # fmt: skip
# Families and given names in scripts of their own, with the DICOM term for the character set.
SCRIPTS: Final = {
    "ISO_IR 144": ("Иванченко Соколовский Журавлёв Тарасюк Ершова", "Людмила Геннадий Ярослава"),
    "ISO_IR 126": ("Παπαδόπουλος Καραγιάννης Θεοδωράκης Ξενάκης", "Ελευθερία Διονύσιος Ζαχαρίας"),
    "ISO_IR 127": ("النجارين الحسيني القاسمي البغدادي", "عبدالرحمن فاطمةالزهراء"),
    "ISO_IR 138": ("רוזנצווייג אברמוביץ שטיינברג", "אלישבע יהונתן"),
    "ISO_IR 166": ("จันทร์สว่าง ศรีสุวรรณ ทองประเสริฐ", "สมปรารถนา กิตติศักดิ์"),
    "GB18030": ("欧阳锦 司马春 诸葛翠", "晓东霞 丽娟梅"),
    "\\ISO 2022 IR 87": ("山田川 渡邊島 小笠原", "太郎次 花子美"),
    "\\ISO 2022 IR 149": ("남궁석 황보경 선우혁", "지훈민 서연아"),
    "ISO_IR 192": ("Nguyễn-Phạm Sørbø-Ødegård Ќосева-Ѓорѓиева Čačković", "Thị Þórunn Ångström"),
}  # fmt: skip
ROMAN: Final = ("ISO_IR 100", "ISO_IR 6")


@dataclass
class Person:
    """One invented patient.

    Attributes:
        charset: the term of (0008,0005), with a backslash in front where the first is empty.
        family, given: in Roman letters.
        native: family and given name in the script of ``charset``; empty where that is Roman.
        mrn: the patient's number, with punctuation.
        root: of every UID of this patient.
    """

    charset: str
    family: str
    given: str
    native: tuple[str, ...]
    mrn: str
    born: date
    sex: str
    first_visit: date
    root: str
    hospital: str
    address: str
    phone: str
    others: list[str] = field(default_factory=list)

    @property
    def dicom_name(self) -> str:
        """As a PN value, with the ideographic group where the script has one."""
        roman = f"{self.family}^{self.given}"
        return f"{roman}={'^'.join(self.native)}" if self.native else roman


class Crowd:
    """Makes people, names and numbers; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(f"crowd {seed}")  # noqa: S311  # repeatable, not secret
        self._used: set[str] = set()

    def family(self) -> str:
        """A family name that was not given before."""
        pick = self.random.choice
        return self._fresh(lambda: pick(_ONSETS) + pick(_MIDDLES) + pick("aeiou") + pick(_ENDINGS))

    def number(self, digits: int) -> str:
        """Digits, not given before and not beginning with nought."""
        low = 10 ** (digits - 1)
        return self._fresh(lambda: str(self.random.randrange(low, 10 * low)))

    def _fresh(self, make: Callable[[], str]) -> str:
        for _ in range(1000):
            text = make()
            if text not in self._used:
                self._used.add(text)
                return text
        raise AssertionError("The crowd has run out of names.")

    def _digits(self, count: int) -> str:
        low = 10 ** (count - 1)
        return str(self.random.randrange(low, 10 * low))

    def given(self) -> str:
        """A given name."""
        return self.random.choice(_GIVEN)

    def day(self, first: date, last: date) -> date:
        """A day between two, none of 1999 to 2003."""
        found = first + timedelta(days=self.random.randrange((last - first).days))
        return found if not 1998 < found.year < 2004 else found.replace(year=2004, day=1)

    def phone(self) -> str:
        """A telephone number in one of several notations."""
        a, b, c = self._digits(3), self._digits(3), self._digits(4)
        forms = (f"+49 {a} {b}{c}", f"({a}) {b}-{c}", f"0{a}/{b}{c}", f"+1-{a}-{b}-{c}")
        return self.random.choice(forms)

    def address(self) -> str:
        """Street and number, code and town."""
        street = f"{self.random.choice(_STREETS)}{self.random.choice(('weg', ' Lane', 'straße'))}"
        return f"{street} {self.random.randrange(11, 199)}, {self._digits(5)} {self.town()}"

    def town(self) -> str:
        """A town that is on no map."""
        return self.random.choice(_TOWNS)

    def mrn(self) -> str:
        """A patient's number as hospitals write them."""
        forms = ("{0}-{1}-{2}", "MRN{0}{1}{2}", "{0}.{1}.{2}", "K{0}/{1}{2}", "{0}{1}{2}")
        return self.random.choice(forms).format(*(self._digits(3) for _ in range(3)))

    def person(self, charset: str) -> Person:
        """A patient who writes in ``charset``."""
        pick = self.random.choice
        native: tuple[str, ...] = ()
        if charset in SCRIPTS:
            families, given = SCRIPTS[charset]
            native = (pick(families.split()), pick(given.split()))
        family, name = self.family(), self.given()
        if charset == "ISO_IR 6" or charset.startswith("\\") or charset not in SCRIPTS:
            family, name = _written_in(charset, family), _written_in(charset, name)
        else:
            family, name = _ascii(family), _ascii(name)
        hospital = pick(_HOSPITALS).format(town=self.town(), name=_ascii(self.family()))
        return Person(
            charset, family, name, native, self.mrn(),
            self.day(date(1931, 1, 1), date(2012, 1, 1)), pick("MF"),
            self.day(date(2013, 1, 1), date(2023, 1, 1)),
            f"1.2.{self.random.randrange(200, 999)}.{self.number(6)}.{self.number(5)}",
            _ascii(hospital), _ascii(self.address()), self.phone(),
            [_ascii(self.family()) for _ in range(8)],
        )  # fmt: skip


def _written_in(charset: str, text: str) -> str:
    if charset != "ISO_IR 100":
        return _ascii(text)
    return text.encode("latin-1", "ignore").decode("latin-1") or "Garcia"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ł", "L"))
    return plain.encode("ascii", "ignore").decode("ascii")


def initials(names: Sequence[str]) -> str:
    """``["Ada", "Byron"]`` as ``A.B.``"""
    return "".join(f"{name[0]}." for name in names if name)
