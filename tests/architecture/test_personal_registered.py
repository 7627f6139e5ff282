"""Whatever is kept of a person who learns is told to them and removed: no model is forgotten."""

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from readingroom.accounts.models import Person
from readingroom.learning.personal import registered_models

APPS = ("learning", "teaching", "conference")


def test_every_model_that_names_a_person_is_registered() -> None:
    named = {
        model._meta.label
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model is Person
    }

    assert sorted(named - registered_models()) == [], "Register them: learning/personal.py"


def test_no_holding_names_a_model_that_is_gone() -> None:
    for label in registered_models():
        assert apps.get_model(label)
