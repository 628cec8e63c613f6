"""What people type is never filled in, whatever stands around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from core import marks


def rendered(text: str, **values) -> str:
    return engines["django"].from_string(text).render(values)


@pytest.mark.parametrize("name", marks.NAMES)
def test_typed_is_inert_and_the_templates_own_is_kept(name):
    mark = "{" + name + "}"
    text = rendered("{% letter %}{{ words }} {% if words %}" + mark + "{% endif %} <{% endletter %}", words=mark)
    assert (text.count(mark), text.endswith(f"{mark} <")) == (1, True)
    assert marks.as_typed(text) == f"{mark} {mark} <"


def test_a_translated_sentence_with_words_in_it():
    text = rendered(
        "{% letter %}{% blocktranslate with a=words %}Tere {{ a }}{% endblocktranslate %}{% endletter %}",
        words="{code}",
    )
    assert not marks.MARK.search(text)


def test_a_letter_in_a_letter_keeps_its_own(db):
    text = rendered(
        "{% letter %}{{ w }}{% include 'notifications/letter_ack.txt' %}{% endletter %}", w="{acknowledge}", notice=None
    )
    assert text.count("{acknowledge}") == 1
    assert text.rstrip().endswith("{acknowledge}")


def test_every_letter_is_written_so():
    """A text template with a mark of its own, or in a folder of letters."""
    texts = [one for one in Path(settings.BASE_DIR).glob("*/templates/**/*.txt")]
    letters = [one for one in texts if marks.MARK.search(one.read_text()) or one.parent.name == "letters"]
    assert len(letters) > 15
    assert not [one for one in letters if not re.search(r"\{% letter %\}.*\{% endletter %\}", one.read_text(), re.S)]
