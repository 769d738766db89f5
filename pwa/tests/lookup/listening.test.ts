import { expect, test } from "vitest";
import { plateFrom } from "../../src/screens/lookup/listening.ts";

test.each([
  ["lima kilo seven one alfa bravo delta", "LK71ABD"],
  ["Lima, Kilo, 71 X-ray question mark Zulu", "LK71X?Z"],
  ["LK71 ABD", "LK71ABD"],
  ["whiskey niner nought juliet", "W90J"],
])("%s is %s", (spoken, plate) => {
  expect(plateFrom(spoken)).toBe(plate);
});
