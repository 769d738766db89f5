// What somebody left on a disk that was gone when they went, and what went with a disk.
import { withNeed, type Need } from "../domain/needs.ts";
import type { Instant } from "../domain/rows.ts";
import type { Store } from "../store/store.ts";
import { revoked } from "./session.ts";

/** Before anything of it is shown: ends the session that was left, here and there, and notes the taps that were lost with it. */
export async function forgetLeft(store: Store): Promise<void> {
  await store.noteFact("signOutWaits", true);
  await revoked(store);
  const count = Number(localStorage["bluelamp-left"]);
  if (count) await store.noteFact("lost", { count, at: new Date().toISOString() });
  localStorage.removeItem("bluelamp-left");
}

/** Tells whoever has signed in what went unsent. */
export async function tellOfLost(store: Store): Promise<void> {
  const lost = await store.fact("lost");
  if (!lost) return;
  await store.update("needs", (held) => withNeed(held ?? [], lostNeed(lost.count, lost.at)));
  await store.noteFact("lost", null);
}

/** The browser has thrown away what waited here. */
const lostNeed = (count: number, at: Instant): Need => ({
  kind: "lost", id: "lost", at,
  sentence: `Unsent when last open: ${count}. The browser cleared it: ask control.`,
});
