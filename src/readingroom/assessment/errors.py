"""Why an answer or a question can't be judged."""

from readingroom.kernel.errors import InvalidInput


class InvalidAnswer(InvalidInput):
    """An answer that can't be scored as it stands; its author can put it right."""

    code = "invalid_answer"


class InvalidQuestion(InvalidInput):
    """A key, region or rubric against which nothing can be scored."""

    code = "invalid_question"
