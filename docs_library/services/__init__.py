"""Every write of the library."""

from docs_library.services.deciding import approve, change_due, hide, put_in_force, schedule, send_back, withdraw
from docs_library.services.documents import add_document, archive_document, change_document
from docs_library.services.drafting import (
    add_annex,
    archive_annex,
    change_version,
    put_file,
    remove_text,
    start_version,
    submit,
    write_text,
)
from docs_library.services.drift import ask_look, look_at_schemas
from docs_library.services.following import follow
from docs_library.services.freshness import doubt, doubt_all, must_be_in_force, remind_due, review
from docs_library.services.links import look_at_links
from docs_library.services.readings import acknowledge, note_reading
from docs_library.services.restricting import expire_due, extend, lift, restrict, send_copy
from docs_library.services.sections import forget_version, index_version
from docs_library.services.sharing import revoke, share
from docs_library.services.visiting import visit_due

__all__ = [
    "acknowledge",
    "add_annex",
    "add_document",
    "approve",
    "archive_annex",
    "archive_document",
    "ask_look",
    "change_document",
    "change_due",
    "change_version",
    "doubt",
    "doubt_all",
    "expire_due",
    "extend",
    "follow",
    "forget_version",
    "hide",
    "index_version",
    "lift",
    "look_at_links",
    "look_at_schemas",
    "must_be_in_force",
    "note_reading",
    "put_file",
    "put_in_force",
    "remind_due",
    "remove_text",
    "restrict",
    "review",
    "revoke",
    "schedule",
    "send_back",
    "send_copy",
    "share",
    "start_version",
    "submit",
    "visit_due",
    "withdraw",
    "write_text",
]
