"""The row of a device that is ahead of the database, as the view `ahead_rows` makes it (docs/messages.md, section 5)."""

from __future__ import annotations

from api.fields import Open, count, maybe_word, word


class Ahead(Open):
    """A device that holds more than the restored database."""

    id, revision, device_id, officer, missing, noticed_at = word(), count(), word(), word(), count(), word()
    settled_at, settled_by = maybe_word(), maybe_word()
