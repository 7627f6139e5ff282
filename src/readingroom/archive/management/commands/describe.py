"""``readingroom describe``: rules that came after a series was filed reach it too."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from readingroom.archive.services.describe import describe_all_again


class Command(BaseCommand):
    """Reads headers alone; no image is opened, and the server may run meanwhile."""

    help = (
        "Tell of every filed series what today's rules tell of a new one: uptake of PET (SUV), the "
        "hanging of mammograms, windows. Run it once after an upgrade."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it, and say what became of them."""
        counted = Counter(describe_all_again())
        self.stdout.write(
            f"{counted.total()} series looked at, {counted['described']} told anew, "
            f"{counted['same']} as they were."
        )
        if counted["kept"]:
            self.stdout.write(
                f"{counted['kept']} left as they were: today's rules would order their slices "
                "otherwise, and cases name slices by number. Filed once more they follow them."
            )
