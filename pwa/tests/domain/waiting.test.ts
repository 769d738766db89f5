import { describe, expect, test } from "vitest";
import { elapsedMs } from "../../src/domain/commands.ts";
import { isWaitingEntry, withWaiting } from "../../src/domain/waiting.ts";
import { at, card, emergency, entry, handset, unit } from "../fakes/rows.ts";
import { toStatus, waiting } from "../fakes/waiting.ts";

const onIt = handset({ cards: [card({ state: "acknowledged", log: [entry(1)] })], unit: unit({ status: "5", incident_id: "i1" }) });

describe("the officer's own commands stand on top of what the control room knows", () => {
  test("a status shows at once and stamps the job", () => {
    const shown = withWaiting(onIt, [waiting({ kind: "set_status", fields: { status: "6", tasking_id: "t1" } })]);
    expect(shown.unit).toMatchObject({ status: "6", incident_id: "i1" });
    expect(shown.cards[0]?.at_scene_at).toBe(at(10));
  });

  test("a status older than what the control room has shows nothing", () => {
    const newer = handset({ unit: unit({ status: "9", status_at: at(30) }) });
    expect(withWaiting(newer, [toStatus("2")]).unit?.status).toBe("9");
  });

  test("accepting does not revive a tasking that ended", () => {
    const shown = withWaiting(handset(), [waiting({ kind: "accept_tasking", fields: { tasking_id: "t1", brief_revision: 1 } })]);
    expect(shown.cards).toEqual([]);
  });

  test("declining takes the tasking away", () => {
    expect(withWaiting(onIt, [waiting({ kind: "decline_tasking", fields: { tasking_id: "t1", reason: "too_far" } })]).cards).toEqual([]);
  });

  test("a result closes the job and makes the crew available", () => {
    const shown = withWaiting(onIt, [waiting({ kind: "result_incident", fields: { tasking_id: "t1", result: "arrest", text: "One in custody" } })]);
    expect(shown).toMatchObject({ cards: [], unit: { status: "2", incident_id: null } });
  });

  test("a line for the log says that it waits, and comes once", () => {
    const line = waiting({ kind: "add_log", fields: { entry_id: "own", incident_id: "i1", text: "Nobody in" } });
    expect(withWaiting(onIt, [line]).cards[0]?.log?.map(isWaitingEntry)).toEqual([false, true]);
    const told = handset({ cards: [card({ state: "acknowledged", log: [entry(1), entry(2, { id: "own" })] })] });
    expect(withWaiting(told, [line]).cards[0]?.log).toHaveLength(2);
  });

  test("a call for help shows before anybody has it", () => {
    const help = waiting({ kind: "raise_emergency", fields: { emergency_id: "e9" } });
    expect(withWaiting(onIt, [help]).emergency).toMatchObject({ id: "e9", raised_at: at(10), received_at: "", acknowledged_at: null });
  });

  test("what a controller said of it replaces our own guess", () => {
    const heard = handset({ emergency: emergency({ acknowledged_by: "Ros Bell", acknowledged_at: at(11) }) });
    expect(withWaiting(heard, [waiting({ kind: "raise_emergency", fields: { emergency_id: "e1" } })]).emergency?.acknowledged_by).toBe("Ros Bell");
  });

  test("a press that has not left the device does not read as answered, whatever stands already", () => {
    const heard = handset({ emergency: emergency({ acknowledged_by: "Ros Bell", acknowledged_at: at(11) }) });
    const again = waiting({ kind: "raise_emergency", fields: { emergency_id: "e9" } });
    expect(withWaiting(heard, [again]).emergency).toMatchObject({ id: "e9", received_at: "", acknowledged_at: null });
    expect(withWaiting(heard, [{ ...again, state: "answered" }]).emergency?.acknowledged_by).toBe("Ros Bell");
  });

  test("something come upon stands in the list, at scene", () => {
    const fields = { incident_id: "i7", tasking_id: "t7", type: "rtc", what: "Two cars", lon: -0.04, lat: 51.5, address: "Mile End Road" };
    const shown = withWaiting(handset(), [waiting({ kind: "come_upon_incident", fields })]);
    expect(shown).toMatchObject({ unit: { status: "6", incident_id: "i7" }, cards: [{ id: "t7", state: "acknowledged" }] });
  });

  test("the record itself is never touched, so a refused command falls away", () => {
    withWaiting(onIt, [toStatus("9")]);
    expect(onIt.unit?.status).toBe("5");
  });
});

describe("how long ago it was tapped", () => {
  const tapped = Date.parse(at(10));
  const command = toStatus("2", { tapped: { page: "page", at: 1_000 } });

  test("the monotonic clock of the same page tells, also when the wall clock was put back", () => {
    expect(elapsedMs(command, { page: "page", monotonic: 91_000, wall: tapped - 60_000 })).toBe(90_000);
  });

  test("a monotonic clock that slept does not make a late available young", () => {
    expect(elapsedMs(command, { page: "page", monotonic: 2_000, wall: tapped + 840_000 })).toBe(840_000);
  });

  test("after a restart only the wall clock knows", () => {
    expect(elapsedMs(command, { page: "another page", monotonic: 5, wall: tapped + 300_000 })).toBe(300_000);
  });

  test("a clock that makes no sense says nothing", () => {
    expect(elapsedMs(command, { page: "another page", monotonic: 5, wall: tapped - 1 })).toBeUndefined();
    expect(elapsedMs(command, { page: "another page", monotonic: 5, wall: tapped + 8 * 86_400_000 })).toBeUndefined();
  });
});
