import { describe, expect, test } from "vitest";
import { applyMessages, fromSnapshot } from "../../src/domain/handset.ts";
import { inHalfAYear, keyOf, missingInIntelligence, missingInMarker, missingInSafeguarding, placeOf, subjectsOf } from "../../src/domain/report-forms.ts";
import { freshlyRefused, headOfReport, refusedReportNeed, stateWords, withReport } from "../../src/domain/reports.ts";
import type { Report, RiskSubject } from "../../src/domain/rows.ts";
import { factsOfReport, waitedWords } from "../../src/domain/street.ts";
import { withWaiting } from "../../src/domain/waiting.ts";
import { at, card, handset, message, risk, snapshot } from "../fakes/rows.ts";
import { waiting } from "../fakes/waiting.ts";

const nadia: RiskSubject = { kind: "nominal", id: "n1", line: "Nadia Osei", how: "named in this call as suspect" };
const car: RiskSubject = { kind: "vehicle", id: "v1", line: "AB12CDE grey Ford", how: "" };
const report = (change: Partial<Report> = {}): Report => ({
  id: "r1", revision: 1, kind: "marker", officer_id: "o1", officer: "PC Amira Holt", callsign: "CE21", incident_id: "i1", cad: "4521/22NOV26", about: "Violent", urgent: false,
  subjects: ["Nadia Osei"], state: "waiting", sent_at: at(10), received_at: at(10), decided_by: null, decided_at: null, reason: null, ...change,
});
const refused = report({ revision: 2, state: "refused", decided_by: "Insp Bell", decided_at: at(20), reason: "Nothing new" });

describe("whom a report can be about", () => {
  test("those whom the card knows and those who were looked up, once each, and the place", () => {
    const job = card({ risk: risk({ known: [nadia] }) });
    expect(subjectsOf(job, [car, { ...nadia, how: "" }]).map(({ line, how }) => [line, how])).toEqual([["Nadia Osei", nadia.how], [car.line, "looked up"]]);
    expect(keyOf(placeOf(job))).toBe("place:");
    expect(placeOf(job).line).toBe("12 Roman Road");
  });

  test("a card of an older server knows those of its warnings", () => {
    const item = { kind: "record" as const, category: "violent", severity: "high" as const, title: "Violent", text: null, count: 1, last_on: null, source: "", distance_m: null, review_on: null, historic: false, subject: nadia };
    expect(subjectsOf(card({ risk: risk({ items: [item] }) }), [])).toEqual([nadia]);
  });
});

describe("what became of it", () => {
  test("in a word, and in a line that names whom it is about", () => {
    const words = [report({ received_at: "" }), report(), report({ state: "approved" }), refused, report({ kind: "intelligence", state: "refused" })].map(stateWords);
    expect(words).toEqual(["Waiting to be sent", "With a supervisor", "Approved", "Refused", "Sent back"]);
    expect(headOfReport(report())).toBe("Violent: Nadia Osei");
    expect(headOfReport(report({ subjects: [] }))).toBe("Violent");
  });

  test("the newest word on a report stays", () => {
    expect(withReport([refused], report())).toEqual([refused]);
    expect(withReport([report()], refused)).toEqual([refused]);
  });

  test("a refusal comes back with its reason; an old one does not come up again", () => {
    expect(refusedReportNeed(refused)).toMatchObject({ kind: "returned", id: "r1", sentence: "Warning marker, Violent: Nadia Osei: refused by Insp Bell. Nothing new" });
    expect(freshlyRefused([refused, report()], at(30))).toEqual([refused]);
    expect(freshlyRefused([refused], "2026-11-24T14:00:00.000Z")).toEqual([]);
  });

  test("a colleague's on the same feed are not this officer's", () => {
    const told = applyMessages(handset(), [message(1, "report.changed", report()), message(2, "report.changed", report({ id: "r2", officer_id: "o2" }))]);
    expect(told).toEqual(fromSnapshot(snapshot({ through: 2, reports: [report()] })));
  });
});

test("one's own stands there while it waits to be sent, with the name that the card knows", () => {
  const own = waiting({ kind: "request_marker", fields: { report_id: "r1", incident_id: "i1", record_kind: "nominal", record_id: "n1", code: "VI", grounds: "g", evidence: "e", fact_or_opinion: "fact", review_on: "2027-01-01" } });
  const held = handset({ cards: [card({ risk: risk({ known: [nadia, car] }) })] });
  expect(withWaiting(held, [own]).reports).toMatchObject([{ id: "r1", subjects: ["Nadia Osei"], received_at: "", cad: "4521/22NOV26" }]);
  expect(withWaiting(handset({ reports: [report()] }), [own]).reports).toEqual([report()]);
});

test("what is missing is named with its field", () => {
  const full = { subject: "nominal:n1", code: "VI", grounds: "g", evidence: "e", factOrOpinion: "fact" as const, reviewOn: "2027-01-01" };
  expect(missingInMarker(full, "2026-11-22")).toEqual([]);
  expect(missingInMarker({ ...full, subject: "", grounds: " ", reviewOn: "2026-11-22" }, "2026-11-22").map(({ field }) => field)).toEqual(["subject-0", "marker-grounds", "marker-review"]);
});

test("how long it has waited is told in minutes, then hours, then days", () => {
  const now = Date.parse(at(0));
  const ago = (minutes: number): string => waitedWords(new Date(now - minutes * 60_000).toISOString(), now);
  expect([ago(0), ago(119), ago(180), ago(60 * 50)]).toEqual(["just now", "119 min", "3 h", "2 days"]);
});

test("intelligence wants its evaluation whole, its conditions, and no trace of who told it", () => {
  const full = { subjects: [], source: "2", assessment: "C", handling: "P", conditions: "", text: "Sells at night", provenance: "A neighbour" };
  const fields = (change: Partial<typeof full>, needs = false): string[] => missingInIntelligence({ ...full, ...change }, needs).map(({ field }) => field);
  expect(fields({})).toEqual([]);
  expect(fields({ text: "a NEIGHBOUR says so" })).toEqual(["intel-text"]);
  expect(fields({ handling: "C" }, true)).toEqual(["intel-conditions"]);
  expect(fields({ text: "", provenance: " ", source: "", assessment: "", handling: "" })).toEqual(["intel-text", "intel-provenance", "intel-source", "intel-assessment", "intel-handling"]);
});

test("intelligence on its way names its evaluation and whom the card knows", () => {
  const own = waiting({ kind: "report_intelligence", fields: { report_id: "r1", incident_id: "i1", source: "2", assessment: "C", handling: "P", conditions: "", text: "t", provenance: "p", subjects: [{ kind: "nominal", id: "n1" }] } });
  expect(withWaiting(handset({ cards: [card({ risk: risk({ known: [nadia] }) })] }), [own]).reports).toMatchObject([{ kind: "intelligence", about: "3x5x2 2 C P", subjects: ["Nadia Osei"] }]);
});

test("a referral wants the words that its answers ask for", () => {
  const full = {
    about: "adult", subject: "nominal:n1", person: "", concern: "neglect", concernText: "c", consent: "given", consentText: "", voice: "", immediateRisk: "no" as "yes" | "no", actions: "",
  };
  const fields = (change: Partial<typeof full>, wanted = { voice: false, consentText: false }): string[] => missingInSafeguarding({ ...full, ...change }, wanted).map(({ field }) => field);
  expect(fields({})).toEqual([]);
  expect(fields({ immediateRisk: "yes" })).toEqual(["safe-actions"]);
  expect(fields({ subject: "words" })).toEqual(["safe-person"]);
  expect(fields({}, { voice: true, consentText: true })).toEqual(["safe-voice", "safe-consent-text"]);
});

test("what a report says is told with the words of its codes, and what was left out is not", () => {
  const body = { labels: { about: "Child", concern: "Neglect", consent: "Given" }, about: "child", concern: "neglect", concern_text: "No food", consent: "given", consent_text: "", voice: "", person: "", immediate_risk: true, actions: "Taken to her aunt" };
  const whole = { report: report({ kind: "safeguarding" }), body, what: "w", address: "12 Roman Road", pod: "CE", subjects: [], marker: [] };
  expect(factsOfReport(whole)).toEqual([
    ["Immediate risk", "Yes. Taken to her aunt"], ["About", "Child"], ["Concern", "Neglect. No food"], ["Consent", "Given"], ["Address of the job", "12 Roman Road"],
  ]);
});

test("half a year is counted from London's day, which begins an hour before that of Greenwich in summer", () => {
  expect(inHalfAYear(Date.parse("2026-01-10T23:30:00Z"))).toBe("2026-07-12");
  expect(inHalfAYear(Date.parse("2026-01-10T12:00:00Z"))).toBe("2026-07-11");
});
