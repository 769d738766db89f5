// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import type { AreaFile, AreaPlan } from "../../src/api/administration.ts";
import { Areas } from "../../src/screens/admin/areas.tsx";

const asked = vi.hoisted(() => ({ previews: [] as { of: AreaFile; answer: (plan: AreaPlan) => void }[], replaced: [] as AreaFile[] }));
vi.mock("../../src/api/administration.ts", () => ({
  kindsOfArea: () => Promise.resolve({ items: [{ kind: "beat", label: "Beats", count: 2, version: null, is_fixed: false }] }),
  previewAreas: (of: AreaFile) => new Promise<AreaPlan>((answer) => { asked.previews.push({ of, answer }); }),
  replaceAreas: (of: AreaFile) => { asked.replaced.push(of); return Promise.resolve(plan("Second", true)); },
}));

const plan = (name: string, isTaken = false): AreaPlan =>
  ({ count: 1, same_count: 0, new: [name], changed: [], gone: [], faults: [], faults_count: 0, columns: [], name_column: "name", is_taken: isTaken }) as unknown as AreaPlan;

async function opened(): Promise<HTMLElement> {
  const place = document.createElement("div");
  await act(async () => { render(<Areas />, place); });
  return place;
}

async function choose(place: HTMLElement, file: File): Promise<void> {
  const field = place.querySelector<HTMLInputElement>("input[type=file]");
  Object.defineProperty(field, "files", { value: [file], configurable: true });
  await act(async () => { field?.dispatchEvent(new Event("change", { bubbles: true })); });
}

// Until what hangs on the answer has been done as well.
const answer = (which: number, told: AreaPlan): Promise<void> => act(async () => {
  asked.previews[which]?.answer(told);
  await new Promise((done) => { setTimeout(done); });
});

const replaces = (place: HTMLElement): HTMLButtonElement | undefined => [...place.querySelectorAll("button")].find(({ textContent }) => textContent?.startsWith("Replace"));

test("the answer to a file that was chosen before is not shown for the one that is chosen now", async () => {
  const place = await opened();
  await choose(place, new File(["1"], "first.geojson"));
  await choose(place, new File(["2"], "second.geojson"));
  await answer(1, plan("Second"));
  await answer(0, plan("First"));
  expect(place.textContent).toContain("Second");
  expect(place.textContent).not.toContain("First");
  await act(async () => { replaces(place)?.click(); });
  expect(asked.replaced.map(({ file }) => file.name)).toEqual(["second.geojson"]);
});

test("while a file is read nothing can be replaced by it", async () => {
  const place = await opened();
  asked.previews.length = 0;
  await choose(place, new File(["1"], "first.geojson"));
  await answer(0, plan("First"));
  expect(replaces(place)).toBeDefined();
  await choose(place, new File(["2"], "second.geojson"));
  expect(replaces(place)).toBeUndefined();
});

test("an empty file is told of by its name and is not sent", async () => {
  const place = await opened();
  asked.previews.length = 0;
  await choose(place, new File([], "none.geojson"));
  expect(place.querySelector("[role=alert]")?.textContent).toBe("none.geojson is empty. Choose another file.");
  expect(asked.previews).toEqual([]);
});
