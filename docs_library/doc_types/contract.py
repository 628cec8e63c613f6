"""Texts of contracts; the contract itself lives in partners."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import OFFICE, SIGNED, TEXTS, DocType, doc_types


@doc_types.register
class ContractText(DocType):
    slug = "contract"
    label = gettext_lazy("contract")
    about = gettext_lazy("The text of a contract with its annexes; its dates are kept with the contract itself.")
    review_months = 12
    audience = "named"
    extensions = TEXTS | OFFICE | SIGNED
    stale_by = frozenset({"contract", "law"})
