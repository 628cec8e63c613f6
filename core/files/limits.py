"""No upload fills the disk: what goes beyond the limit is read and forgotten, so that a sentence can be said."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitHandler(TemporaryFileUploadHandler):
    """The one handler of uploads: to a temporary file, never whole in memory. Counts all files of a request; one that
    crosses the limit is cut off but says how large it was, by which ``store`` refuses it."""

    total = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if self.total <= settings.UPLOAD_LIMIT:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile:
        file = super().file_complete(file_size)
        if self.total > settings.UPLOAD_LIMIT:
            file.size = self.total
        return file
