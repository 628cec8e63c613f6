"""Files of contracts: added, put away, read."""

from __future__ import annotations

from functools import partial

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import record
from components.services import changes
from core import clock, files
from core.actor import Actor
from core.errors import Conflict
from partners.access import PARTNERS
from partners.models import Contract, ContractFile
from partners.services.contracts import tell_trail


@transaction.atomic
def add_file(*, contract: Contract, file: File, kind: str, title: str = "", by: Actor) -> ContractFile:
    """Keep a file with the contract; without a title it is called as the file is. Raises NotAllowed, Conflict (the
    contract was put away, the same file is there already, no virus scanner) or Invalid naming the field."""
    PARTNERS.require(by, "edit_contracts")
    try:
        stored = files.store(file, by=by)
    except files.Infected as refused:
        refused.trace = partial(_tell_infected, contract, refused.finding, by)
        raise
    contract = Contract.objects.select_for_update().get(pk=contract.pk)  # after the scan, which may take a minute
    if contract.archived_at:
        raise Conflict(_("This contract was put away meanwhile."))
    if twin := contract.files.live().filter(stored__sha256=stored.sha256).first():
        raise Conflict(_("This very file is here already: %(title)s.") % {"title": twin.title}, field="file")
    row = ContractFile(contract=contract, stored=stored, by_name=by.name[:200])
    changes.apply(row, {"title": title.strip() or stored.name, "kind": kind})
    tell_trail("add_file_of", contract, by, {"file": ["", f"{row.title} ({stored.name}, sha256 {stored.sha256})"]})
    return row


@transaction.atomic
def archive_file(*, file: ContractFile, by: Actor) -> ContractFile:
    """Put the file away: it is listed no more and can not be downloaded. Raises NotAllowed or Conflict."""
    PARTNERS.require(by, "edit_contracts")
    file = ContractFile.objects.select_for_update(of=("self",)).select_related("contract").get(pk=file.pk)
    if file.archived_at:
        raise Conflict(_("This file was put away already."))
    file.archived_at = clock.now()
    file.save(update_fields=["archived_at"])
    tell_trail("archive_file_of", file.contract, by, {"file": [file.title, ""]})
    return file


@transaction.atomic
def note_reading(*, file: ContractFile, by: Actor) -> None:
    """Who took a file of a restricted contract is told to the trail (Public Information Act); others are not."""
    if file.contract.is_restricted:
        tell_trail("read_file_of", file.contract, by, {"file": ["", f"{file.pk}"]})


def _tell_infected(contract: Contract, finding: str, by: Actor) -> None:
    subject, told = f"partners.contract:{contract.pk}", {"finding": ["", finding]}
    record("partners.refuse_file_of_contract", by=by, subject=subject, label=contract.slug.upper(), changes=told)
