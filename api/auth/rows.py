"""Who is signed in, as the wire has them, and what goes out with a sign-in (docs/messages.md, section 2)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, flag, maybe_word, word, words


class Person(Open):
    id, pay_number, name, rank, shoulder_number, roles, pod = (
        word(),
        word(),
        word(),
        word(),
        maybe_word(),
        words(),
        word(),
    )


class SignedInAs(Open):
    officer = fields.Nested(Person, required=True)
    demo, expires_at = flag(), word()


class DeviceKey(Open):
    key = word()


class DemoAccount(Open):
    pay_number, password, name, role, pod = word(), word(), word(), word(), word()
