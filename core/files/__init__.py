"""Files that people bring: looked into, scanned, kept under a random name, given back only as attachments.

``store`` keeps one and gives its row; whose it is and who reads it is said by the row that points to it.
"""

from core.files.kinds import ACCEPT
from core.files.scanning import ScannerAway
from core.files.serving import attachment, typed
from core.files.storing import Infected, keep_made, store, sweep

__all__ = ["ACCEPT", "Infected", "ScannerAway", "attachment", "keep_made", "store", "sweep", "typed"]
