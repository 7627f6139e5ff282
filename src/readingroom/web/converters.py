"""Parts of addresses that Django knows no converter for."""

from typing import Final

_PREFIX: Final = "RR-"


class CaseNumber:
    """The number of a case as people say it: ``RR-00001``."""

    regex = r"RR-[0-9]{5,9}"

    def to_python(self, value: str) -> int:
        """The number itself.

        Raises:
            ValueError: it is not written as we write it; nothing is at that address.
        """
        number = int(value.removeprefix(_PREFIX))
        if self.to_url(number) != value:
            raise ValueError
        return number

    def to_url(self, value: int | str) -> str:
        """As it stands in the address; of what is written so already, itself."""
        return f"{_PREFIX}{value:05d}" if isinstance(value, int) else value
