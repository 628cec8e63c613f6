"""Kombu's folder transport with whole messages only.

The library's own writes a message into its final file, so that a worker may take it half-written; seen once in eight
minutes of running: the worker died of an empty JSON text. Here a message gets its name when it is complete.

Nor does it make its folders anew: deleted under a running portal, they let no worker start again for good.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME = "folder"


class Channel(filesystem.Channel):
    def _make_folders(self) -> None:
        for folder in (self.data_folder_in, self.data_folder_out, self.control_folder):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _queue_bind(self, *args: Any, **kwargs: Any) -> None:
        self._make_folders()
        super()._queue_bind(*args, **kwargs)

    def _get(self, queue: str) -> Any:
        try:
            return super()._get(queue)
        except FileNotFoundError:
            self._make_folders()
            raise Empty from None

    def _size(self, queue: str) -> int:
        self._make_folders()
        return super()._size(queue)

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        final = Path(self.data_folder_out) / name
        part = final.with_name(f".{name}.part")
        try:
            self._make_folders()
            part.write_bytes(dumps(payload).encode())
            os.replace(part, final)
        except OSError as error:
            raise ChannelError(f"Cannot add file {final} to the broker's folder") from error


class Transport(filesystem.Transport):
    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """A folder has no host, so none is missed: kombu warned of it in the middle of the first start."""
        return {"port": self.default_port}


TRANSPORT_ALIASES[SCHEME] = "portal.folder_broker:Transport"
