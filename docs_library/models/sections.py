"""The sections of texts in force, as search knows them."""

from __future__ import annotations

from django.db import models

from docs_library import querysets
from docs_library.models.versions import Version


class SectionText(models.Model):
    """A section of a version in force in one language: a copy of what the engine read, made anew with each version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="sections")
    language = models.CharField(max_length=2)
    position = models.PositiveIntegerField()
    anchor = models.CharField(max_length=200)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)

    objects = querysets.OfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["version", "language", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language", "position"], name="section_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.anchor}"
