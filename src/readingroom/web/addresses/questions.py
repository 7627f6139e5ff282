"""The questions of a case, in practice and inside an unknown."""

from django.urls import path

from readingroom.web.views import questions, questions_unknown

_ALL = "cases/<uuid:key>/questions/"
_ONE = f"{_ALL}<slug:item>/"

ADDRESSES = [
    path(_ALL, questions.show_questions, name="questions"),
    path(_ONE, questions.show_question, name="question"),
    path(f"{_ONE}answer/", questions.answer, name="question_answer"),
    path(f"{_ONE}mark/", questions.mark, name="question_mark"),
    path(
        "cases/<uuid:key>/unknown/questions/<slug:item>/",
        questions_unknown.answer,
        name="unknown_question",
    ),
]
