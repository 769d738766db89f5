"""What a disclosure is made of, as the auditor sees it, and the rows of those that were made (docs/messages.md, section 12)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, word, words


class DisclosureSubject(Open):
    kind, id, title, detail = word(), word(), word(), word()


class DisclosureSubjects(Open):
    items = fields.List(fields.Nested(DisclosureSubject), required=True)


class DisclosureItem(Open):
    """One fact. `out`: taken out whole; `reasons`: why it, or pieces of it, went; `was`: what may be put back; `locked`: never."""

    key, section, label, at, text, marking, was = word(), word(), word(), word(), word(), word(), word()
    out, locked, reasons = flag(), flag(), words()


class DisclosurePreview(Open):
    line, marking, shown, removed = word(), word(), count(), count()
    items = fields.List(fields.Nested(DisclosureItem), required=True)


class DisclosureMade(Open):
    """`json` and `html` are the two files; `digest` the SHA-256 of the first."""

    number, digest, html = word(), word(), word()
    json = word()


class DisclosureRow(Open):
    id, purpose, subject, recipient, reference, marking = word(), word(), word(), word(), word(), word()
    shown, removed, digest, made_by, made_at = count(), count(), word(), word(), word()


class Disclosures(Open):
    items = fields.List(fields.Nested(DisclosureRow), required=True)
