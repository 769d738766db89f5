// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Records } from "../../src/store/store.ts";
import { HandheldContext } from "../../src/screens/handset/context.ts";
import { useDraft } from "../../src/screens/handset/drafts.ts";
import { settable } from "../../src/watch/watched.ts";
import { card, handset } from "../fakes/rows.ts";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function deviceOn(duty: string) {
  const disk: { drafts?: Records["drafts"] | undefined } = {};
  const onDuty = (id: string | null) => ({ handset: handset(id ? { duty: { ...handset().duty, id } as never } : { duty: null }) });
  const view = settable<{ handset: ReturnType<typeof handset> | null }>(onDuty(duty));
  const store = {
    read: async () => disk.drafts,
    update: async (_: string, change: (held: Records["drafts"] | undefined) => Records["drafts"]) => { disk.drafts = change(disk.drafts); },
    forget: async () => { delete disk.drafts; },
  };
  return { disk, device: { view, store } as never, to: (id: string | null) => view.set(onDuty(id)), leave: () => view.set({ handset: null }) };
}

let write: (words: string) => void;
let words = "";
function Sheet({ incident }: { incident: string }) {
  const [draft, keep] = useDraft("note", card({ incident_id: incident }), () => "");
  write = keep;
  words = draft;
  return null;
}

const shown = (device: never, incident: string, surface = document.createElement("div")) => act(() => {
  render(<HandheldContext.Provider value={{ device, locator: {} as never }}><Sheet key={incident} incident={incident} /></HandheldContext.Provider>, surface);
});

const afterOneSecond = () => act(async () => { await vi.advanceTimersByTimeAsync(1_000); });

test("what was written on a duty that has ended does not come back to the disk with the first letter of the next", async () => {
  const { device, disk, to } = deviceOn("d1");
  await shown(device, "i1");
  await act(() => { write("He is in the loft"); });
  await afterOneSecond();
  expect(JSON.stringify(disk.drafts)).toContain("loft");
  delete disk.drafts;
  await act(() => { to(null); });
  await act(() => { to("d2"); });
  await shown(device, "i2");
  await act(() => { write("A"); });
  await afterOneSecond();
  expect(Object.keys(disk.drafts ?? {})).toEqual(["o1 note i2"]);
  expect(words).toBe("A");
});

test("what was about to be written down when the session ended is not", async () => {
  const { device, disk, leave } = deviceOn("d1");
  await shown(device, "i1");
  await act(() => { write("He is in the loft"); });
  await act(() => { leave(); });
  await afterOneSecond();
  expect(disk.drafts).toBeUndefined();
});
