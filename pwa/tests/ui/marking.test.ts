// @vitest-environment happy-dom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { markingOfRisk } from "../../src/domain/risk.ts";
import { boot } from "../../src/shell/boot.ts";
import { mark, screenMarking } from "../../src/ui/marking.ts";

const root = join(import.meta.dirname, "../..");

it("every surface starts with the line that says how it is marked", () => {
  const pages = readdirSync(root).filter((name) => name.endsWith(".html"));
  expect(pages.length).toBeGreaterThanOrEqual(4);
  for (const page of pages) {
    const entry = /src="\/(src\/[\w-]+\.tsx)"/.exec(readFileSync(join(root, page), "utf8"))?.[1];
    expect(readFileSync(join(root, entry as string), "utf8"), page).toContain("boot()");
  }
  document.body.innerHTML = '<div id="surface"></div>';
  boot();
  expect(document.body.firstElementChild?.textContent).toBe("OFFICIAL");
  const end = mark("OFFICIAL-SENSITIVE");
  expect(document.body.firstElementChild?.textContent).toBe("OFFICIAL-SENSITIVE");
  end();
});

it("the highest of what is on the screen wins, until the last of it is gone", () => {
  const ends = [mark("OFFICIAL"), mark("OFFICIAL-SENSITIVE"), mark("OFFICIAL-SENSITIVE"), mark("nothing that we know")];
  expect(screenMarking.get()).toBe("OFFICIAL-SENSITIVE");
  for (const end of ends.slice(1, 3)) end();
  expect(screenMarking.get()).toBe("OFFICIAL-SENSITIVE");
  ends[3]?.();
  expect(screenMarking.get()).toBe("OFFICIAL");
  ends[0]?.();
});

it("a risk card is as sensitive as the people on it", () => {
  expect(markingOfRisk({ items: [{ kind: "history" }, { kind: "record" }] })).toBe("OFFICIAL-SENSITIVE");
  expect(markingOfRisk({ items: [{ kind: "history" }] })).toBe("OFFICIAL");
  // A violent occupant is a person, asbestos is none; an older card does not tell.
  expect(markingOfRisk({ items: [{ kind: "marker", marking: "OFFICIAL-SENSITIVE" }] })).toBe("OFFICIAL-SENSITIVE");
  expect(markingOfRisk({ items: [{ kind: "marker", marking: "OFFICIAL" }, { kind: "marker" }] })).toBe("OFFICIAL");
  expect(markingOfRisk(null)).toBe("OFFICIAL");
  expect(markingOfRisk({ items: 5 as unknown as [] })).toBe("OFFICIAL-SENSITIVE");
});
