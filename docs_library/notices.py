"""Who hears of the library's events: who answers for the document, who approves, to whom something was sent."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Membership, Organisation, User
from accounts.selectors import with_stand_ins
from core import clock
from core.events import subscribe
from docs_library.events import DocumentDoubted, RestrictedSent, ReviewDue, VersionReturned, VersionSubmitted
from docs_library.models import Document, RestrictionCopy, StaleSignal, Version
from docs_library.selectors import title_to_tell
from notifications.services.people import tell_people


def answers_for(document: Document) -> list[User]:
    """The one responsible, else all owners; and whoever stands in for them today."""
    person = document.responsible
    return with_stand_ins([person] if person and person.is_active else list(User.objects.with_role("owner")))


def _tell(people: Iterable[User], key: str, letter: str, document: Document, path: str, **context) -> None:
    tell_people(
        people,
        key,
        f"docs_library/letters/{letter}.txt",
        {"document": document, "title": title_to_tell(document), **context},
        path=path,
        about=f"document:{document.slug}",
        queue="bulk",
    )


def _path(document: Document, version: Version | None = None) -> str:
    return f"/library/{document.slug}/" + (f"versions/{version.number}/" if version else "")


@subscribe(DocumentDoubted)
def tell_of_doubt(event: DocumentDoubted) -> None:
    signal = StaleSignal.objects.select_related("document__responsible").get(pk=event.signal_id)
    document, key = signal.document, f"document{signal.document_id}.doubt-{signal.pk}"
    _tell(answers_for(document), key, "doubted", document, _path(document), signal=signal)


@subscribe(ReviewDue)
def remind_of_review(event: ReviewDue) -> None:
    document = Document.objects.select_related("responsible").get(pk=event.document_id)
    key = f"document{document.pk}.review-{document.review_on:%Y%m%d}-{event.lead}"
    days = (document.review_on - clock.today()).days
    _tell(answers_for(document), key, "review_due", document, _path(document), days=days)


@subscribe(VersionSubmitted)
def ask_for_approval(event: VersionSubmitted) -> None:
    """Those who lead; the author does not approve a material change."""
    version = Version.objects.select_related("document").get(pk=event.version_id)
    people = User.objects.with_role("lead").exclude(pk=version.author_id)
    key = f"document{version.document_id}.review-of-{version.pk}-{version.submitted_at:%Y%m%d%H%M%S}"
    _tell(
        with_stand_ins(list(people)),
        key,
        "submitted",
        version.document,
        _path(version.document, version),
        version=version,
    )


@subscribe(VersionReturned)
def tell_author(event: VersionReturned) -> None:
    version = Version.objects.select_related("document", "author").get(pk=event.version_id)
    people = [version.author] if version.author else answers_for(version.document)
    key = f"document{version.document_id}.returned-{version.pk}-{clock.now():%Y%m%d%H%M%S}"
    told = {"version": version, "because": event.because}
    _tell(people, key, "returned", version.document, _path(version.document, version), **told)


def _people_of(organisation: Organisation) -> list[User]:
    current = Membership.objects.current().filter(organisation=organisation)
    return list(User.objects.active().filter(memberships__in=current).distinct())


@subscribe(RestrictedSent)
def tell_of_mark(event: RestrictedSent) -> None:
    """Whoever gets a restricted text is told of its mark (Public Information Act § 41 (4))."""
    rows = RestrictionCopy.objects.select_related("restriction__version__document", "organisation", "user")
    copy = rows.get(pk=event.copy_id)
    version = copy.restriction.version
    people = [copy.user] if copy.user else _people_of(copy.organisation)
    key = f"document{version.document_id}.sent-{copy.pk}"
    told = {"version": version, "restriction": copy.restriction}
    _tell(people, key, "restricted_sent", version.document, _path(version.document, version), **told)
