"""The review desk: pairs that need a person, records side by side with the reasons in words, and the steps of a cluster.

Every look is in the audit, in the same transaction. Restricted records are not here, not even as a number.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.codes import service as codes
from api.db import run
from api.errors import NotFound
from api.nominals import comparing, golden, verdicts

MOST, MOST_SIDE_BY_SIDE, MOST_STEPS = 100, 12, 30
REASON = "Data quality: review of golden nominals"

# Neither decided by a person nor together already.
_OPEN = """
    FROM nominal_pairs p LEFT JOIN golden_members m ON m.nominal_id = p.one_id LEFT JOIN golden_members o ON o.nominal_id = p.other_id
    WHERE p.state = 'attention' AND (m.golden_id IS NULL OR m.golden_id IS DISTINCT FROM o.golden_id) AND NOT EXISTS (
        SELECT FROM nominal_decisions d WHERE d.one_id = p.one_id AND d.other_id = p.other_id AND d.withdrawn_at IS NULL)
"""
_LIST = f"""
    SELECT p.one_id, p.other_id, p.weight, p.why, a.line, a.source_system, b.line, b.source_system
    FROM (SELECT p.* {_OPEN} ORDER BY p.weight DESC, p.one_id, p.other_id LIMIT %s) p
    JOIN record_lines a ON a.id = p.one_id AND a.kind = 'nominal' JOIN record_lines b ON b.id = p.other_id AND b.kind = 'nominal'
    ORDER BY p.weight DESC, p.one_id, p.other_id
"""  # noqa: S608  our own words
_COUNT = f"SELECT count(*) {_OPEN}"
_PAIR = "SELECT weight, levels, state, why FROM nominal_pairs WHERE one_id = %s AND other_id = %s"
_RECORDS = """
    SELECT jsonb_build_object('id', n.id, 'golden_id', COALESCE(m.golden_id, n.id), 'source', n.source_system,
        'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'given_names', array_to_string(n.given_names, ' '),
        'family_name', n.family_name, 'aliases', (SELECT COALESCE(jsonb_agg(btrim(concat_ws(' ',
            (SELECT string_agg(g, ' ') FROM jsonb_array_elements_text(a -> 'given_names') g), a ->> 'family_name'))), '[]')
            FROM jsonb_array_elements(n.aliases) a),
        'born_on', n.born_on, 'age', CASE WHEN n.age_from IS NOT NULL THEN n.age_from || ' to ' || n.age_to || COALESCE(' on '
            || to_char(n.age_on, 'DD/MM/YYYY'), '') END, 'sex', n.sex, 'postcode', n.postcode, 'description', n.description,
        'classification', n.classification, 'exercise', n.is_exercise,
        'identifiers', COALESCE((SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'valid', i.is_valid)
            ORDER BY i.kind, i.value) FROM nominal_identifiers i WHERE i.nominal_id = n.id), '[]'),
        'markers', COALESCE((SELECT jsonb_agg(jsonb_build_object('code', k.code, 'text', k.text, 'source', k.source,
            'historic', k.review_on < current_date) ORDER BY k.review_on < current_date, k.code)
            FROM record_markers k WHERE k.record_id = n.id AND k.withdrawn_at IS NULL), '[]'))
    FROM nominals n LEFT JOIN golden_members m ON m.nominal_id = n.id WHERE n.id = ANY (%s) ORDER BY COALESCE(m.golden_id, n.id), n.id
"""
_STEPS = """
    SELECT id, act, iso(at), acted_by, reason, undone_at IS NOT NULL, decision_id IS NOT NULL, before, after,
        iso(undone_at)
    FROM golden_acts WHERE records && %s::uuid[] ORDER BY at DESC, id LIMIT %s
"""
_DECIDED = """
    SELECT one_id::text, other_id::text, verdict, decided_by, iso(decided_at), reason FROM nominal_decisions
    WHERE withdrawn_at IS NULL AND one_id = ANY (%(ids)s) AND other_id = ANY (%(ids)s) ORDER BY decided_at DESC
"""


def attention(session: Session) -> dict[str, Any]:
    """What waits for a person, surest first: `{items, count, waiting}`. `waiting`: records still to be compared."""
    rows = run(session, _LIST, (MOST,)).fetchall()
    items = [
        {
            "one": {"id": str(one), "line": line, "source": source},
            "other": {"id": str(other), "line": other_line, "source": other_source},
            "why": verdicts.WHY[why],
            "kind": why,
        }
        for one, other, _, why, line, source, other_line, other_source in rows
    ]
    told = ", ".join(f"nominal {id_}" for row in rows for id_ in row[:2])
    audit.note(session, action="list records that need attention", subject=told, reason=REASON)
    count = run(session, _COUNT).fetchall()[0][0]
    waiting = run(session, "SELECT count_golden_waiting()").fetchall()[0][0]
    return {"items": items, "count": count, "waiting": waiting}


def side_by_side(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Records of one cluster or of two, what was made of the pair, what people decided, and the steps up to here.

    The two that were asked for first. `left_out`: how many more records their clusters have than stand side by side.
    """
    one, other = body["one_id"], body["other_id"]
    asked = [one, other] if other else [one]
    ids = [*dict.fromkeys([*asked, *(member for each in asked for member in golden.members(session, each))])]
    records = [row[0] for row in run(session, _RECORDS, (ids[:MOST_SIDE_BY_SIDE],)).fetchall()]
    seen = {record["id"] for record in records}
    if not {str(one), str(other or one)} <= seen:
        raise NotFound("There is no such record.", near=[("nominal", each) for each in asked])
    audit.note(
        session, action="review records", subject=", ".join(f"nominal {id_}" for id_ in sorted(seen)), reason=REASON
    )
    _dress(session, records)
    return {
        "records": records,
        "left_out": max(0, len(ids) - MOST_SIDE_BY_SIDE),
        "together": len({record["golden_id"] for record in records}) == 1,
        "pair": _pair(session, one, other) if other else None,
        "decisions": _decisions(session, ids),
        "steps": steps(session, ids),
    }


def _dress(session: Session, records: list[dict[str, Any]]) -> None:
    lists = codes.current(session)
    for record in records:
        for marker in record["markers"]:
            entry = lists.get("warning_signals", marker["code"]) or {"label": marker["code"], "severity": "high"}
            marker.update(label=entry["label"], severity=entry["severity"])


def _pair(session: Session, one: UUID, other: UUID) -> dict[str, Any] | None:
    found = run(session, _PAIR, golden.pair(one, other)).fetchone()
    if found is None:
        return None
    weight, levels, state, why = found
    reasons = [*comparing.reasons(comparing.model(), levels)]
    return {"state": state, "why": verdicts.WHY.get(why, ""), "overall": _overall(weight), "reasons": reasons}


def _overall(weight: float) -> str:
    if weight >= verdicts.JOIN:
        return "As sure as the computer joins by itself."
    if weight >= verdicts.FRACTURE:
        return "Likely one person, but not sure enough for the computer."
    return "Not likely one person."


def _decisions(session: Session, ids: list[UUID]) -> list[dict[str, Any]]:
    names = ("one_id", "other_id", "verdict", "by", "at", "reason")
    return [dict(zip(names, row, strict=True)) for row in run(session, _DECIDED, {"ids": ids}).fetchall()]


def steps(session: Session, ids: list[UUID]) -> list[dict[str, Any]]:
    """What happened to the clusters of these records, newest first; only steps all of whose records the asking person may see."""
    rows = run(session, _STEPS, (ids, MOST_STEPS)).fetchall()
    named = {id_ for row in rows for id_ in row[7]}
    visible = {
        str(row[0])
        for row in run(session, "SELECT id FROM nominals WHERE id = ANY (%s::uuid[])", ([*named],)).fetchall()
    }
    return [_step(row) for row in rows if visible >= row[7].keys()]


def _step(row: tuple[Any, ...]) -> dict[str, Any]:
    id_, act, at, by, reason, is_undone, is_decision, before, after, undone_at = row
    return {
        "id": str(id_),
        "act": act,
        "at": at,
        "by": by,
        "reason": reason,
        "undone_at": undone_at,
        "can_undo": is_decision and not is_undone,
        "before": _sizes(before),
        "after": _sizes(after),
    }


def _sizes(homes: dict[str, str]) -> list[int]:
    """How many records stood together, largest cluster first."""
    counts: dict[str, int] = {}
    for home in homes.values():
        counts[home] = counts.get(home, 0) + 1
    return sorted(counts.values(), reverse=True)


def possible_others(session: Session, ids: list[UUID]) -> list[dict[str, Any]]:
    """Records that may be the same person and are not joined, with why: for the card that an officer reads."""
    rows = run(session, _OTHERS, {"ids": ids, "most": 5}).fetchall()
    model = comparing.model()
    return [
        {"id": str(id_), "line": line, "source": source, "why": verdicts.WHY[why], "held_apart": held,
            "reasons": [one["words"] for one in comparing.reasons(model, levels)]}
        for id_, line, source, why, levels, held in rows
    ]  # fmt: skip


_OTHERS = """
    SELECT o.id, o.line, o.source_system, p.why, p.levels, EXISTS (SELECT FROM nominal_decisions d WHERE d.one_id = p.one_id
        AND d.other_id = p.other_id AND d.withdrawn_at IS NULL AND d.verdict = 'apart')
    FROM (SELECT p.*, CASE WHEN p.one_id = ANY (%(ids)s) THEN p.other_id ELSE p.one_id END AS far FROM nominal_pairs p
          WHERE (p.one_id = ANY (%(ids)s) OR p.other_id = ANY (%(ids)s)) AND p.state = 'attention') p
    JOIN record_lines o ON o.id = p.far AND o.kind = 'nominal'
    WHERE NOT p.far = ANY (%(ids)s) ORDER BY p.weight DESC, o.id LIMIT %(most)s
"""
