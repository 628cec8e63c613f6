"""What the pages of a schema call limits, remarks and places, and the sentences on what can not be shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LIMITS = {
    "enum": _("one of"),
    "const": _("always"),
    "format": _("format"),
    "pattern": _("pattern"),
    "minimum": _("at least"),
    "exclusiveMinimum": _("more than"),
    "maximum": _("at most"),
    "exclusiveMaximum": _("less than"),
    "multipleOf": _("multiple of"),
    "length": _("length"),
    "minLength": _("shortest length"),
    "maxLength": _("longest length"),
    "totalDigits": _("digits in all"),
    "fractionDigits": _("digits of the fraction"),
    "minItems": _("fewest items"),
    "maxItems": _("most items"),
    "minProperties": _("fewest fields"),
    "maxProperties": _("most fields"),
    "contentEncoding": _("encoding"),
    "contentMediaType": _("media type"),
    "default": _("if left out"),
    "example": _("example"),
    "examples": _("examples"),
    "occurs": _("times"),
    "choice": _("one of the group"),
    "nullable": _("may be null"),
    "uniqueItems": _("no item twice"),
    "readOnly": _("only in responses"),
    "writeOnly": _("only in requests"),
}
NOTES = {
    "extends": _("Extends"),
    "restricts": _("Restricts"),
    "substitutes": _("May stand for"),
    "abstract": _("Abstract"),
    "mixed": _("Text between the elements"),
    "closed": _("No other fields"),
    "discriminator": _("The type is told by the field"),
    "conditions": _("Conditions that are only in the file"),
    "tags": _("Group"),
    "callbacks": _("Calls back"),
    "docs": _("Further reading"),
    "contact": _("Contact"),
    "license": _("Licence"),
    "terms": _("Terms of use"),
    "security": _("Way of signing in"),
    "namespace": _("Namespace"),
    "import": _("Imports (not fetched)"),
    "include": _("Includes (not fetched)"),
    "redefine": _("Redefines (not fetched)"),
    "override": _("Overrides (not fetched)"),
    "style": _("SOAP style"),
    "$schema": _("Dialect"),
    "$id": _("Identifier"),
}
PLACES = {
    "path": _("in the path"),
    "query": _("in the query"),
    "header": _("in the header"),
    "cookie": _("in a cookie"),
    "attribute": _("attribute"),
    "group": _("group"),
}
KINDS = {
    "element": _("element"),
    "group": _("group"),
    "attributeGroup": _("group of attributes"),
    "attribute": _("attribute"),
}
WHY = {
    "too_big": _("The schema is too large to be shown on a page: take it as a file."),
    "broken": _("The schema can not be read: there is an error in the file."),
    "deep": _("The schema is nested too deeply to be shown on a page: take it as a file."),
    "bomb": _("The schema refers to its own parts so often that it is not shown."),
    "doctype": _("The schema has a DOCTYPE, which may point outside the file: it is not shown."),
    "version": _("This version is not shown on a page; OpenAPI 3.0 and 3.1, Swagger 2.0 and WSDL 1.1 are."),
}
