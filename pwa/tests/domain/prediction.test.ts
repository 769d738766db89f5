import { describe, expect, test } from "vitest";
import vectors from "../../../tests/contract/prediction.json" with { type: "json" };
import { attachedToImmediate, guess, patrol, shouldTell } from "../../src/domain/dead-reckoning.ts";

const how = { patrol, immediate: attachedToImmediate };

describe("the vectors that the server is tested on too", () => {
  test.each(vectors.guesses)("$why", ({ last, at, lon, lat }) => {
    const here = guess(last, Date.parse(at));
    expect(here.lon).toBeCloseTo(lon, 9);
    expect(here.lat).toBeCloseTo(lat, 9);
  });

  test.each(vectors.tellings)("$why", ({ last, fix, how: name, tell }) => {
    expect(shouldTell(last, fix, how[name as keyof typeof how])).toBe(tell);
  });
});
