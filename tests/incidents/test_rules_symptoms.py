import pytest

from incidents.forms import SYMPTOM_WORDS
from incidents.rules.symptoms import BY_SLUG, SYMPTOMS, pick_component


def test_every_symptom_has_words_and_one_slug():
    assert list(SYMPTOM_WORDS) == [symptom.slug for symptom in SYMPTOMS]
    assert len(BY_SLUG) == len(SYMPTOMS)


@pytest.mark.parametrize(
    ("components", "found"),
    [
        ({"aut-tara": "authentication", "aut-govsso": "authentication"}, "aut-tara"),
        ({"log": "logging", "b-login": "authentication", "a-login": "authentication"}, "a-login"),
        ({"z": "logging", "y": "style"}, "y"),
        ({}, None),
    ],
)
def test_the_likeliest_component(components, found):
    assert pick_component(BY_SLUG["cannot_sign_in"], components) == found
