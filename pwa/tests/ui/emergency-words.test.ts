// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { waitsFor } from "../../src/screens/handset/emergency-bar.tsx";
import { emergency } from "../fakes/rows.ts";

test("a second press for help that nobody has answered says when it was made", () => {
  expect(waitsFor(emergency())).toBe("The control room has it, nobody has answered yet");
  expect(waitsFor(emergency({ pressed_again_at: "2026-12-01T01:39:00Z" }))).toBe("Pressed again 01:39, not answered again yet");
});
