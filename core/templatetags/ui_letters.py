"""Letters in plain text: ``{% letter %}…{% endletter %}`` around the whole template."""

from __future__ import annotations

from django import template
from django.template.base import Node, NodeList, TextNode

from core import marks

register = template.Library()


class LetterNode(Node):
    """Nothing is escaped, and what variables bring is never taken for a mark of the letter (core.marks)."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        for node in nodelist.get_nodes_by_type(TextNode):
            node.s = marks.own(node.s)

    def render(self, context) -> str:
        is_within = "is_letter" in context
        with context.push(is_letter=True):
            was, context.autoescape = context.autoescape, False
            try:
                text = self.nodelist.render(context)
            finally:
                context.autoescape = was
        return text if is_within else marks.finished(text)


@register.tag
def letter(parser, token) -> LetterNode:
    """The parts that a letter includes are letters too: the outermost finishes."""
    nodelist = parser.parse(("endletter",))
    parser.delete_first_token()
    return LetterNode(nodelist)
