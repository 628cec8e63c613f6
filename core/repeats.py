"""``Idempotency-Key`` of API writes: the same write sent again is answered again and not done again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TypeVar

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Submission

HEADER = "Idempotency-Key"
WAITS_AT_MOST = timedelta(minutes=1)  # another side's answer: 10 s
UNDER_WAY = _("The first of these writes is still under way. Ask again in a moment.")
T = TypeVar("T")
FORM = re.compile(r"[0-9A-Za-z_.:-]{1,40}")


def answer_once(
    write: Callable[..., Response], actor: Actor, request: Request, *, waits: bool = False, **kwargs
) -> Response:
    """The answer of ``write``, or the first one again with ``Idempotency-Replayed: true``. Keys belong to the actor;
    a refused write leaves none behind. Raises Conflict while the first is under way, Invalid for an ill-formed key or
    one that another write had. A write that ``waits`` for another side holds no transaction meanwhile: its key is
    taken beforehand."""
    key, asked = request.headers[HEADER], _fingerprint(actor, request)
    if not FORM.fullmatch(key):
        raise Invalid(_("Idempotency-Key: 1 to 40 letters, digits and the signs - _ . :"), code="bad-key")
    key = f"api:{actor.kind}:{actor.user_id}:{actor.acting_for_id or ''}:{key}"
    if waits:
        submission, is_new = _taken(key, asked)
        if is_new:
            return _remembered(submission, asked, freed_if_refused(submission, partial(write, request, **kwargs)))
    else:
        with transaction.atomic():
            _lock(key)
            submission, is_new = Submission.objects.get_or_create(key=key)
            if is_new:
                return _remembered(submission, asked, write(request, **kwargs))
    if submission.answer["asked"] != asked:
        raise Invalid(_("This key was used for another write. Take a new one."), code="key-used")
    return Response(submission.answer["body"], submission.answer["status"], headers={"Idempotency-Replayed": "true"})


def freed_if_refused(submission: Submission, do: Callable[[], T]) -> T:
    """What ``do`` gives; where it raises, the key is free again."""
    try:
        return do()
    except BaseException:
        submission.delete()
        raise


def _taken(key: str, asked: str) -> tuple[Submission, bool]:
    """(the key's row, whether the write is ours to do). Raises Conflict while another does it; one that died meanwhile
    holds its key no longer than ``WAITS_AT_MOST``."""
    with transaction.atomic():
        _lock(key)
        submission, is_new = Submission.objects.get_or_create(key=key, defaults={"answer": {"asked": asked}})
        if is_new or "status" in submission.answer or submission.answer["asked"] != asked:
            return submission, is_new
        if submission.created_at > clock.now() - WAITS_AT_MOST:
            raise Conflict(UNDER_WAY, code="under-way")
        submission.created_at = clock.now()
        submission.save(update_fields=["created_at"])
        return submission, True


def _fingerprint(actor: Actor, request: Request) -> str:
    """What was asked and with which rights: a narrower token of the same person does not read a wider one's answer."""
    parts = [request.method, request.get_full_path(), sorted(actor.scopes), sorted(actor.roles)]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for chunk in _body(request):
        digest.update(chunk)
    return digest.hexdigest()


def _body(request: Request) -> Iterator[bytes]:
    """What was sent; a body with files piece by piece, and without the boundary, which differs each time."""
    if not (request.content_type or "").startswith("multipart/"):
        yield request.body
        return
    yield json.dumps(sorted(request.POST.lists())).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield json.dumps([name, file.name, file.size]).encode()
            yield from file.chunks()


def _lock(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            raise Conflict(UNDER_WAY, code="under-way")


def _remembered(submission: Submission, asked: str, response: Response) -> Response:
    body = json.loads(JSONRenderer().render(response.data)) if response.data is not None else None
    if isinstance(body, dict):
        body.pop("secret", None)  # what is shown once lies nowhere: the repeat comes without it
    submission.answer = {"asked": asked, "status": response.status_code, "body": body}
    submission.save(update_fields=["answer"])
    return response
