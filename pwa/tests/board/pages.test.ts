import { describe, expect, it } from "vitest";
import { mayReplay, pagesFor } from "../../src/screens/board/pages.ts";

describe("the way from the board to other pages", () => {
  const names = (roles: string[]): string[] => pagesFor(roles).map(({ name }) => name);

  it("offers only pages that let these roles in", () => {
    expect(names(["dispatcher"])).toEqual([]);
    expect(names(["dispatcher", "reviewer"])).toEqual(["Records"]);
    expect(names(["supervisor"])).toEqual(["Replay", "Look back", "Records", "Audit", "Administration", "Partners", "Companion devices"]);
  });

  it("replays are for supervisors and auditors", () => {
    expect([["dispatcher"], ["supervisor"], ["auditor"]].map(mayReplay)).toEqual([false, true, true]);
  });
});
