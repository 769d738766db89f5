import { expect, test } from "vitest";
import { goingWords, type OtherGoing, stillHolds } from "../../src/domain/others.ts";

const NOON = "2026-11-30T12:00:00.000Z";
const coming: OtherGoing = {
  unit_id: "u", callsign: "CE12", state: "acknowledged", en_route_at: NOON, at_scene_at: null,
  arrival: { low_s: 240, likely_s: 300, high_s: 420, by: "road", words: "4 to 7 min" }, position_age_s: 8,
};

test("who is on the way has the range, and the age of an old position", () => {
  expect(goingWords(coming, true)).toBe("on the way, 4 to 7 min");
  expect(goingWords({ ...coming, position_age_s: 130 }, true)).toBe("on the way, 4 to 7 min, its position is 2 min old");
});

test("an answer that is too old tells no minutes, only what cannot have gone by", () => {
  expect(stillHolds({ at: NOON, by_words: "", items: [] }, Date.parse(NOON) + 89_000)).toBe(true);
  expect(stillHolds({ at: NOON, by_words: "", items: [] }, Date.parse(NOON) + 91_000)).toBe(false);
  expect(goingWords(coming, false)).toBe("set off at 12:00");
});

test("who nobody knows the place of is asked by voice, and who has not set off is told so", () => {
  expect(goingWords({ ...coming, arrival: null, position_age_s: null }, true)).toBe("on the way, no position: ask by voice");
  expect(goingWords({ ...coming, en_route_at: null, arrival: null }, true)).toBe("accepted, has not set off");
  expect(goingWords({ ...coming, state: "assigned", en_route_at: null, arrival: null }, true)).toBe("has not answered yet");
  expect(goingWords({ ...coming, at_scene_at: NOON, arrival: null }, true)).toBe("at scene since 12:00");
});
