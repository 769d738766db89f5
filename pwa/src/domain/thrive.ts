// THRIVE as the device keeps it: its six parts, and the versions in their order. What the screens say of it is in thrive-words.ts.
import type { Thrive } from "./rows.ts";

/** In the order of the word; the server names them likewise (api/thrive/rules.py). */
export const PARTS = ["threat", "harm", "risk", "investigation", "vulnerability", "engagement"] as const;
export type Part = (typeof PARTS)[number];

/** Versions come once each, in the order of the server's list. */
export function withThrive(all: readonly Thrive[], one: Thrive): Thrive[] {
  const rest = all.filter(({ id }) => id !== one.id);
  return [...rest, one].sort((a, b) => a.role.localeCompare(b.role) || a.version - b.version);
}
