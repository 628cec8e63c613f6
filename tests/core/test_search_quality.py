"""Recall and precision of search on inflected queries: one set that the rules were made with, one held out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from components.models import Component
from core.actor import SYSTEM
from core.search import parse, sources
from core.search.finding import find
from core.search.index import index

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "search"
LEAST = 0.90


@dataclass(frozen=True)
class Figures:
    recall: float
    precision: float
    wrong: list[str]


def lines(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text().splitlines()]


def documents(*names: str) -> dict[int, str]:
    """Key → text; written past the services, then indexed as a bulk load is."""
    rows = Component.objects.bulk_create(
        Component(slug=f"d-{number}", kind="other", what={language: text})
        for number, (language, text) in enumerate(line for name in names for line in lines(name))
    )
    index(sources.get("components"), rows)
    return {row.pk: next(iter(row.what.values())) for row in rows}


def is_relevant(text: str, says: str) -> bool:
    """``a & b``: the text holds a match of each; judged by the letters of the text, not by the rules under test."""
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in says.split(" & "))


def measure(texts: dict[int, str], name: str) -> Figures:
    """Recall and precision averaged over the queries."""
    recalls, precisions, wrong = [], [], []
    for query, says in lines(name):
        relevant = {key for key, text in texts.items() if is_relevant(text, says)}
        found = {row.pk for one in find(parse(query), SYSTEM, 500, sources.get("components")) for row in one.rows}
        assert relevant, f"{query}: the set has nothing to be found"
        recalls.append(len(found & relevant) / len(relevant))
        precisions.append(len(found & relevant) / len(found) if found else 0.0)
        missed, extra = sorted(texts[key] for key in relevant - found), sorted(texts[key] for key in found - relevant)
        wrong += [f"{query}: missed {missed}, too much {extra}"] if missed or extra else []
    return Figures(sum(recalls) / len(recalls), sum(precisions) / len(precisions), wrong)


@pytest.mark.parametrize(
    ("corpus", "queries"),
    [(("documents.tsv",), "queries.tsv"), (("documents.tsv", "held_documents.tsv"), "held_queries.tsv")],
    ids=["known", "held out"],
)
def test_inflected_words_find_each_other(corpus, queries):
    figures = measure(documents(*corpus), queries)
    print(f"\n{queries}: recall {figures.recall:.3f}, precision {figures.precision:.3f}", *figures.wrong, sep="\n")
    assert figures.recall >= LEAST
    assert figures.precision >= LEAST
