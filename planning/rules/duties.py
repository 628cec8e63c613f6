"""The job description's outcomes in its own words (Estonian, the original), and which measures each is known by.

The words are those of the agency's job description of the owner of shared components; clause numbers are the
original's, the letters ours, one for each expected outcome. ``EXPECTED`` names every measure, so that one that no app
registers is shown as a hole.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One outcome: ``slug`` (2.1.a), the ``duty`` that it belongs to and the ``outcome``, in the original's words."""

    slug: str
    duty: str
    outcome: str


_MANAGING = (
    "SKAISi ja STARi üldkomponentide (autentimine ja isikute tuvastamine, logimine, andmevahetus, iseteeninduse stiil) "
    "haldamine."
)
_ADVISING = (
    "Kasutajate nõustamine ja koolitamine ning lepinguliste partneritega suhtlemine komponentidega seotud teemadel."
)
_GENERAL, _RIGHTS = "Üldosa", "Õigused ja vastutus"
_COOPERATION = "Koostöö teiste osakondade, asutuste ja organisatsioonidega oma pädevusvaldkonnas."
_OTHER = "Muude pädevusvaldkonda kuuluvate tegevuste korraldamine."

CLAUSES = (
    Clause("1", _GENERAL, "Teenistuskoha eesmärk: üldkomponentide arendamine ja haldamine."),
    Clause(
        "2.1.a",
        _MANAGING,
        "Komponentide tööga seotud vead on vastavalt sätestatud pädevusjaotusele kas lahendatud või edastatud "
        "lahendamiseks kolmandale osapoolele.",
    ),
    Clause(
        "2.1.b",
        _MANAGING,
        "On minimiseeritud tõenäosus leitud vigade taasesinemiseks ja läbi viidud regulaarne seire.",
    ),
    Clause("2.1.c", _MANAGING, "Komponendid toimivad korrektselt vastavalt kasutajate vajadustele."),
    Clause(
        "2.2.a",
        _ADVISING,
        "Komponentidega seotud materjalid (lepingud, kirjeldused, skeemid, iseteeninduse stiiliraamat) on ajakohased "
        "ja kasutajatele kättesaadavad.",
    ),
    Clause("2.2.b", _ADVISING, "Kasutajad ja lepingulised partnerid on saanud aja- ja asjakohast teavet."),
    Clause(
        "2.2.c",
        _ADVISING,
        "Kasutajatele ja lepinguliste partneritele on operatiivselt ja efektiivselt edastatud info komponentide tööga "
        "seotud probleemide või muudatuste kohta.",
    ),
    Clause(
        "2.3.a",
        "Üldkomponentide arenduste läbiviimise koordineerimine koostöös teenuseomaniku, TEHIK ja arendajaga.",
        "Arendustegevuse läbiviimisel antakse arendusmeeskonnale vajalikku sisendit tähtaegselt.",
    ),
    Clause(
        "2.4.a",
        "Osalemine valdkonna arengustrateegiate ja aastaplaanide väljatöötamisel.",
        "Oma valdkonna arendusettepanekute tähtaegne esitamine.",
    ),
    Clause(
        "2.5.a",
        "Tegeleda enesearendamisega vastavalt aastavestlusel kokkulepitud eesmärkidele.",
        "Enesearendamisega seonduvad eesmärgid on täidetud.",
    ),
    Clause("2.6.a", _COOPERATION, "Välja on kujunenud koostööpartnerite võrgustik."),
    Clause("2.6.b", _COOPERATION, "Toimub infovahetus ja koostöö partneritega."),
    Clause(
        "2.7.a",
        _OTHER,
        "Muud tööga seotud tegevused ja projektid on omal initsiatiivil ja/või juhtkonna korraldusel edukalt läbi "
        "viidud.",
    ),
    Clause("2.7.b", _OTHER, "Tehtud on asjakohased ettepanekud oma valdkonna töökorralduse parandamiseks."),
    Clause(
        "2.7.c",
        _OTHER,
        "Tehtud on põhjendatud arendusettepanekuid, mis lähtuvad ameti eesmärkidest ja võimalustest.",
    ),
    Clause(
        "2.8.a",
        "Vahetu juhi ühekordsete ülesannete teostamine.",
        "Ülesanded on teostatud tähtaegselt ja korrektselt.",
    ),
    Clause(
        "3",
        "Teenistuskoha täitjale esitatavad nõuded",
        "Eesti keele oskus vähemalt tasemel C1. Vähemalt ühe võõrkeele (soovitavalt inglise ja vene keel) oskus "
        "tasemel B1.",
    ),
    Clause(
        "4.r2",
        _RIGHTS,
        "Saada tööülesannete täitmiseks vajalikku infot, sh ligipääse tööks vajalikele infosüsteemidele.",
    ),
    Clause(
        "4.d3",
        _RIGHTS,
        "Teenistusülesannete täitmisega seoses teatavaks saanud isikuandmete, riigisaladuse ning muu "
        "juurdepääsupiiranguga teabe ja konfidentsiaalse info hoidmine.",
    ),
    Clause("4.d4", _RIGHTS, "Andmebaaside ja infosüsteemide turvaline ja sihipärane kasutamine."),
    Clause("4.d5", _RIGHTS, "Oma kvalifikatsiooni hoidmine ning täiendamine."),
    Clause("4.d6", _RIGHTS, "Ameti maine hoidmine enda poolt vahendatavas teabes ja oma tegevustes."),
    Clause(
        "review", "Ametijuhend", "Ametijuhend vaadatakse üle kord aastas vahetu juhiga või töökorralduse muutumisel."
    ),
    Clause("plaan", "Aastaplaan", "Osalemine valdkonna arengustrateegiate ja aastaplaanide väljatöötamisel."),
)
ORDER = {clause.slug: place for place, clause in enumerate(CLAUSES)}
OF_OTHER_NAME = {"1.goal": "1", "1.deputy": "1", "1.review": "review", "3.lang": "3"}

EXPECTED = (
    *("1.goal", "1.deputy", "1.review"),
    *("2.1.a-1", "2.1.a-2", "2.1.a-3", "2.1.a-4", "2.1.a-5"),
    *("2.1.b-1", "2.1.b-2", "2.1.b-3", "2.1.b-4", "2.1.b-5"),
    *("2.1.c-1", "2.1.c-2"),
    *("2.2.a-1", "2.2.a-2", "2.2.a-3", "2.2.a-4"),
    *("2.2.b-1", "2.2.b-2", "2.2.b-3", "2.2.b-4", "2.2.b-5"),
    *("2.2.c-1", "2.2.c-2", "2.2.c-3"),
    *("2.3.a-1", "2.3.a-2", "2.4.a-1", "2.4.a-2", "2.5.a-1", "2.5.a-2"),
    *("2.6.a-1", "2.6.a-2", "2.6.b-1", "2.6.b-2"),
    *("2.7.a-1", "2.7.b-1", "2.7.c-1", "2.8.a-1", "2.8.a-2"),
    *("3.lang", "4.r2", "4.d3", "4.d4", "4.d5", "4.d6", "plaan-1", "plaan-2"),
)


def clause_of(measure: str) -> str:
    """The slug of the clause that the measure belongs to: ``2.1.a-1`` → ``2.1.a``."""
    head = measure.partition("-")[0]
    return OF_OTHER_NAME.get(head, head)
