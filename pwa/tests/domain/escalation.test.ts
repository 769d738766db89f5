import { expect, test } from "vitest";
import { callsInWords, secondsInWords, wrongAtAll, wrongOf } from "../../src/domain/escalation.ts";

const details = { "steps.2.action": ["Not known."], "steps.21.after_s": ["Too long."], grade: ["Nobody is called."] };

test("what is wrong stands at its row, and the rest below the table", () => {
  expect(wrongOf(details, 2)).toEqual({ action: "Not known." });
  expect(wrongOf(details, 1)).toEqual({});
  expect(wrongAtAll(details)).toBe("Nobody is called.");
});

test("the head of a grade says when a person is called while nobody answers", () => {
  const step = (after_s: number, action: string, plan = "new", unless = "answered") => ({ plan, after_s, action, unless });
  const steps = [step(10, "amber"), step(18, "voice"), step(30, "voice", "new", "delivered"), step(60, "supervisor"), step(60, "voice", "changed", "read")];
  expect(callsInWords(steps)).toBe("voice call after 18 s, supervisor after 1 min");
});

test("minutes only where they are whole", () => {
  expect([18, 60, 90, 900].map(secondsInWords)).toEqual(["18 s", "1 min", "90 s", "15 min"]);
});
