"""Texts are counted as translated from the catalogues."""

from __future__ import annotations

import pytest

from core.texts import translated

HEADER = 'msgid ""\nmsgstr ""\n"Language: et\\n"\n'


def catalogue(tmp_path, settings, *entries: str) -> None:
    folder = tmp_path / "et" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_text("\n".join([HEADER, *entries]), encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('msgid "Take"\nmsgstr "Võta"\n', (1, 0)),
        ('msgid "Take"\nmsgstr ""\n', (0, 1)),
        ('#, fuzzy\nmsgid "Take"\nmsgstr "Võta"\n', (0, 1)),
        ('#, python-format, fuzzy\nmsgid "Take"\nmsgstr "Võta"\n', (0, 1)),
        ('msgid ""\n"A long text "\n"in two lines"\nmsgstr ""\n"Pikk tekst"\n', (1, 0)),
        ('msgid ""\n"A long text "\n"in two lines"\nmsgstr ""\n', (0, 1)),
        ('msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "rida"\nmsgstr[1] ""\n', (0, 1)),
        ('msgctxt "x"\nmsgid "Take"\nmsgstr "Võta"\n', (1, 0)),
    ],
)
def test_entries(tmp_path, settings, entry, expected):
    catalogue(tmp_path, settings, entry)
    assert translated("et") == expected


def test_a_changed_catalogue_is_read_again_and_none_counts_nothing(tmp_path, settings):
    catalogue(tmp_path, settings, 'msgid "Take"\nmsgstr ""\n')
    assert translated("et") == (0, 1)
    catalogue(tmp_path, settings, 'msgid "Take"\nmsgstr "Võta"\n', 'msgid "Give"\nmsgstr "Anna"\n')
    assert translated("et") == (2, 0)
    assert translated("fr") == (0, 0)


def test_the_product_has_its_texts():
    done, lacking = translated("et")
    assert (done > 1000, lacking) == (True, 0)
