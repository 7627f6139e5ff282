"""What every reader needs and none should make for itself: importing this makes it.

Loaded by the process that readers are forked from, so that each finds it there, in
memory they share.
Nothing here starts a thread, which a fork would lose.
"""

from PIL import Image

from readingroom.imaging.deid.classes import top_level
from readingroom.imaging.deid.freetext import clean_text
from readingroom.imaging.deid.profile import table
from readingroom.imaging.deid.values import ordinary_terms
from readingroom.imaging.deid.words import ordinary_words
from readingroom.imaging.sopclasses import ACCEPTED

Image.preinit()
clean_text("Axial", avoid=frozenset())  # the grammar and the vocabulary of descriptions
top_level(next(iter(ACCEPTED)))
table()
ordinary_terms()
ordinary_words()
