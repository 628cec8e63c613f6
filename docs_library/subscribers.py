"""News from below by which documents may not be true any more."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from components.events import ReleasePublished
from components.models import Release
from core.actor import SYSTEM
from core.events import subscribe
from core.models import Environment
from docs_library.models import StaleSignal
from docs_library.selectors import covering, resting_on
from docs_library.services import doubt_all
from partners.events import ContractChanged
from partners.models import Contract


@subscribe(ReleasePublished)
def doubt_after_release(event: ReleasePublished) -> None:
    """A component changed where it is used: what is written about it may not have."""
    release = Release.objects.select_related("component").get(pk=event.release_id)
    if release.environment != Environment.PRODUCTION:
        return
    with override("et"):
        told = {"component": release.component, "version": release.version}
        text = _("%(component)s was released as %(version)s: does the text still hold?") % told
    doubt_all(
        documents=covering([release.component_id]),
        kind=StaleSignal.Kind.RELEASE,
        about=f"release:{release.pk}",
        text=text,
        by=SYSTEM,
    )


@subscribe(ContractChanged)
def doubt_after_contract(event: ContractChanged) -> None:
    """Other days, another scope or another notice: what rests on the contract may say the old ones. While such a doubt
    is open, further changes of the contract belong to it. Of a restricted contract only the number is named."""
    contract = Contract.objects.get(pk=event.contract_id)
    name = contract.slug.upper() if contract.restriction_basis else str(contract)
    with override("et"):
        text = _("The contract %(contract)s changed: does the text still hold?") % {"contract": name}
    doubt_all(
        documents=resting_on(contract),
        kind=StaleSignal.Kind.CONTRACT,
        about=f"contract:{contract.slug}",
        text=text,
        by=SYSTEM,
    )
