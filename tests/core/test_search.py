"""Search: keys of words, the query language, entries kept with their rows, marks, mistyped words; and its attackers."""

from __future__ import annotations

import random
import time

import pytest
from django.db import connection, transaction

from components.models import Component
from core.actor import ANONYMOUS, SYSTEM
from core.models import SearchEntry, SearchWord
from core.search import Text, parse, sources, typos
from core.search.finding import find, is_found, mended
from core.search.index import forget_all, sweep
from core.search.marks import marked, snippet
from core.search.vectors import vector
from core.search.words import composed, keys_of, pieces
from notifications.models import Notice, NoticeUpdate
from partners.models import Contact
from tests.contracts.test_doors import tracked
from tests.factories.catalogue import component, system

NASTY = [
    *("-5.2-9/4658-1 sõna", "a -b.c.d.e.f -X-tee", "-a-b -TARA-ga a", "X-tee. a/b/c/d/e"),
    *(
        "'",
        "\\",
        "a'b",
        "'; drop table core_searchentry; --",
        "!",
        "&",
        "|",
        "<->",
        "a <-> b",
        "(((",
        ":*",
        "a:*",
        "\x00",
    ),
    *(
        "%",
        "_",
        '"',
        '""',
        '"a',
        "-",
        "--a",
        '-"',
        "-a",
        "''''",
        "\\'",
        "a\\",
        "\u00ad",
        "\u0301",
        "é\u0301",
        "🙂",
        "\u202e",
    ),
    *("x" * 5000, "sõna " * 500, "a-" * 2000, "-" * 3000, '"' * 3000, "a." * 3000, "Ab" * 2000, "ö" * 300, "=a", "a:A"),
    *("1" * 400, "0", "000", "9999999999999999999999", "ja", "ja või", "<script>alert(1)</script>", "{{ 1 }}", "\n\t"),
]


def words_of(text: str) -> list[list[str]]:
    return [[part.word for part in piece.parts] for piece in pieces(composed(text))]


def slugs(query: str, actor=SYSTEM) -> set[str]:
    return {row.slug for one in find(parse(query), actor, 50) for row in one.rows if hasattr(row, "slug")}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("X-teega", [["x", "teega"]]),
        ("TARA-ga TARAga KOV-ide SKAISist", [["tara"], ["tara"], ["kov"], ["skais"]]),
        ("Server.ServerProxy.ServiceFailed", [["server", "server", "proxy", "service", "failed"]]),
        ("kood_mis_on ee.stat.v4", [["kood", "mis", "on"], ["ee", "stat", "v4"]]),
        ("lepin\u00adgu lepin-\ngud", [["lepingu"], ["lepin", "gud"]]),
        ("5.2-9/4658-1 /person/{id}", [["5", "2", "9", "4658", "1"], ["person", "id"]]),
        ("Cafe\u0301 Ёлка", [["cafe"], ["елка"]]),
        ("lõpp.", [["lõpp"]]),
    ],
)
def test_a_text_is_cut_into_words(text, parts):
    assert words_of(text) == parts


@pytest.mark.parametrize(
    "forms",
    [
        *("leping lepingu lepingutele lepingus lepinguteta", "käik käigu käike käikudes", "tuba toa toas tubades"),
        *(
            "sõda sõja sõjas",
            "riik riigi riikides",
            "töö tööde töid",
            "liides liidese liidestele",
            "kood koodi koodide",
        ),
        *("üldkomponent üldkomponendi üldkomponentidele", "договор договора договоров", "agreement agreements"),
        *("kasutajatugi kasutajatoe kasutajatuge", "intsident intsidendi intsidendis intsidentidest", "child children"),
    ],
)
def test_forms_of_a_word_share_a_key(forms):
    assert set.intersection(*(set(keys_of(form, None).keys) for form in forms.split()))


def test_words_that_only_look_alike_do_not_meet():
    for one, other in (("kool", "koolitus"), ("tee", "teenus"), ("palk", "palju"), ("kohus", "kohustus")):
        assert not set(keys_of(one, None).keys) & set(keys_of(other, None).keys)


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("andmevahetuslepingutega", {"andmevahetus", "leping"}),
        ("isikukoodide", {"isik", "kood"}),
        ("karulast", set()),
        ("autentimine", set()),
        ("puuduste", set()),
    ],
)
def test_parts_of_a_compound_are_found_and_endings_are_no_parts(compound, parts):
    assert set(keys_of(compound, None).parts) == parts


def test_letters_off_by_one():
    assert typos.distance("lepign", "leping") == 1  # neighbours swapped
    assert typos.distance("lepin", "leping") == typos.distance("leeping", "leping") == 1
    assert typos.distance("abc", "xyz") == 3


@pytest.mark.django_db
class TestFinding:
    def test_a_query_is_words_phrases_and_exclusions(self):
        component("a", name="Andmete vahetamine partneritega")
        component("b", name="Partnerite andmed")
        assert slugs("andmed partner") == {"a", "b"}
        assert slugs('"partnerite andmed"') == {"b"}
        assert slugs('"andmed partnerite"') == set()
        assert slugs("andmed -vahetamine") == {"b"}
        assert slugs('andmed -"Partnerite andmed"') == {"a"}
        assert slugs("-andmed") == set()
        assert slugs("andmed -5.2-9/4658-1") == {"a", "b"}

    def test_synonyms_and_languages(self):
        component("a", name={"et": "Andmevahetuslepingud kohalike omavalitsustega"})
        for query in ("KOV", "kohalik omavalitsus", "local government", "data exchange agreements", "договор"):
            assert slugs(query) == {"a"}, query

    @pytest.mark.parametrize("query", ["INC-2026-00142", "00142", "142", "inc-2026", "INC 2026 00142"])
    def test_codes_are_found_whole_and_by_parts(self, query):
        component("a", name="Juhtum INC-2026-00142")
        component("b", name="Juhtum INC-2025-00141")
        assert slugs(query) == {"a"}

    def test_the_last_word_may_be_unfinished(self):
        component("a", name="Andmejälgija")
        query = parse("andmej")
        assert slugs("andmej") == {"a"}
        assert query.loosened().tsquery

    def test_titles_come_first(self):
        component("a", name="Muu", what="leping leping")
        component("b", name="Leping")
        component("c", name="Kolmas", what="lepingust")
        (found,) = find(parse("lepingud"), SYSTEM, 50)
        assert found.rows[0].slug == "b"
        assert found.total == 3

    def test_totals_and_pages(self):
        for number in range(5):
            component(f"c-{number}", name="Seire")
        (found,) = find(parse("seire"), SYSTEM, 2, sources.get("components"), page=3)
        assert (found.total, len(found.rows)) == (5, 1)

    def test_what_nobody_may_see_is_neither_counted_nor_offered(self):
        component("a", name="Hõbekala")
        assert find(parse("hõbekala"), ANONYMOUS, 5) == []
        assert not is_found(parse("hõbekala").tsquery, ANONYMOUS)
        assert mended(parse("hõbekaal"), SYSTEM) == "hõbekala"
        assert mended(parse("hõbekaal"), ANONYMOUS) == ""

    @pytest.mark.parametrize("query", NASTY)
    def test_whatever_is_typed_is_a_query(self, query):
        component("a", name="Sõna a b ja")
        began = time.process_time()
        find(parse(query), SYSTEM, 5)
        find(parse(query).loosened(), SYSTEM, 5)
        mended(parse(query), SYSTEM)
        marked(query, parse(query))
        assert time.process_time() - began < 5  # without the dictionaries' first loading it is milliseconds

    def test_whatever_stands_in_a_text_can_be_kept(self):
        for number, text in enumerate(NASTY):
            words = text.replace("\x00", "")
            component(f"n-{number}", name=words or "x")
        component("long", name="Pikk", what=" ".join(f"sõna{number}" for number in range(40_000)))
        assert slugs("sõna11000") == {"long"}

    def test_a_text_of_long_words_is_no_fault_of_its_writer(self):
        dice = random.Random(1)
        words = ("".join(dice.choices("aeiouõäöüžkltsрдя", k=60)) for _n in range(12_000))
        component("long", name="Pikk", what=" ".join(words))
        assert slugs("pikk") == {"long"}


@pytest.mark.django_db
class TestEntries:
    def test_they_follow_the_row(self):
        made = component("a", name="Esimene")
        assert slugs("esimene") == {"a"}
        made.name = "Teine"
        made.save()
        assert slugs("esimene") == set()
        assert slugs("teine") == {"a"}
        made.delete()
        assert not SearchEntry.objects.filter(source="components").exists()

    def test_they_are_undone_with_the_row(self):
        with transaction.atomic():
            component("a", name="Kaduja")
            transaction.set_rollback(True)
        assert not SearchEntry.objects.exists()

    def test_an_unchanged_text_writes_nothing(self, django_assert_max_num_queries):
        made = component("a", name="Esimene")
        before = SearchEntry.objects.get(source="components").keys
        with django_assert_max_num_queries(8):
            made.save()
        assert SearchEntry.objects.get(source="components").keys == before

    def test_words_of_another_row_follow_it(self):
        notice = Notice.objects.create(kind="info", title="Teade")
        update = NoticeUpdate.objects.create(notice=notice, stage="monitoring", body="Vihmavari", author_name="–")
        assert is_found(parse("vihmavarjud").tsquery, SYSTEM)
        update.delete()
        assert not is_found(parse("vihmavarjud").tsquery, SYSTEM)

    def test_the_sweep_makes_what_is_missing_and_removes_what_is_gone(self):
        Component.objects.bulk_create([Component(slug="a", kind="authentication", name="Hulgi")])
        assert slugs("hulgi") == set()
        assert sweep()["components"] == 1
        assert slugs("hulgi") == {"a"}
        assert sweep()["components"] == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM components_component")
        done = sweep()
        assert done["gone"] == 1
        assert not SearchWord.objects.filter(word="hulgi").exists()

    def test_all_can_be_made_anew(self):
        component("a", name="Esimene")
        forget_all()
        assert slugs("esimene") == set()
        sweep(whole=True)
        assert slugs("esimene") == {"a"}

    def test_words_that_were_met_twice_are_kept_once(self):
        SearchWord.objects.bulk_create(SearchWord(word="kaks", without=["kaks"]) for _n in range(2))
        component("a", name="kaks")
        sweep()
        assert SearchWord.objects.filter(word="kaks").count() == 1


def test_models_that_are_found_are_written_one_by_one():
    """``update`` and ``bulk_create`` send no signal; the house bans them for models with history. Sections are made
    many at once, and handed to the index by the service that makes them."""
    found = {source.model for source in sources} | {model for source in sources for model in source.follows}
    left = {model.__name__ for model in found} - tracked()
    assert left <= {"ContractParty", "SectionText"}


def test_vectors_have_a_limit():
    text, _words = vector([Text("sõna " * 100_000)])
    assert len(text) < 50_000


class TestMarks:
    def test_marks_stand_on_the_forms_as_written(self):
        query = parse("leping kool")
        assert marked("Lepingutes koolide kohta", query) == "<mark>Lepingutes</mark> <mark>koolide</mark> kohta"

    def test_codes_and_compounds(self):
        assert "<mark>X-teega</mark>" in marked("liidestus X-teega", parse("x-tee"))
        assert "<mark>raamlepingust</mark>" in marked("tuleneb raamlepingust", parse("leping"))

    @pytest.mark.parametrize(
        "text", ["<script>leping</script>", "leping<img src=x onerror=alert(1)>", "&lt;leping&amp;", "<mark>leping"]
    )
    def test_nothing_of_the_text_becomes_markup(self, text):
        shown = marked(text, parse("leping script img mark lt amp"))
        assert "<" not in shown.replace("<mark>", "").replace("</mark>", "").replace("&lt;", "")
        assert "<script" not in shown
        assert "<img" not in shown

    def test_a_snippet_is_short_and_holds_the_words(self):
        text = "tühi sõna " * 300 + "siin on leping kooliga " + "muu jutt " * 300
        shown = snippet([Text("midagi muud"), Text(text)], parse("leping kool"))
        assert "<mark>leping</mark> <mark>kooliga</mark>" in shown
        assert len(shown) < 400

    def test_one_long_word_does_not_make_it_long(self):
        shown = snippet([Text("a" * 5000 + " leping " + "b" * 5000)], parse("leping"))
        assert "<mark>leping</mark>" in shown
        assert len(shown) < 1500

    def test_nothing_found_shows_nothing(self):
        assert snippet([Text("muu")], parse("leping")) == ""


@pytest.mark.django_db
def test_contacts_are_found_by_the_new_name_of_their_organisation():
    organisation = system().controller
    Contact.objects.create(organisation=organisation, name="Mari Maasikas", role="sekretär")
    organisation.name = "Vihmametsa vald"
    organisation.save()
    assert is_found("'=vihmametsa' & 'maasikas'", SYSTEM)
