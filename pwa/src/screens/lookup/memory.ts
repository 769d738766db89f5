// What a lookup found lives here and nowhere else: never on the disk, and not for long.
import type { Asked, LookedUp, OpenedRecord } from "../../domain/lookup.ts";
import { settable, type Watched } from "../../ui/watched.ts";

export const KEPT_MS = 10 * 60_000;
/** A page that nobody has seen for this long is a phone that was put away or locked. */
export const UNSEEN_MS = 60_000;

/** With what was typed, so that one more fact can be added to it. */
export interface Held extends Asked {
  found: LookedUp | null;
  /** The records that were opened one out of the other; the last is in front. */
  trail: { record: OpenedRecord; at: number }[];
  at: number;
  /** For how long, where that is not ten minutes: what a key has opened goes when its time ends. */
  keptMs?: number;
}

export interface Memory extends Watched<Held | null> {
  keep: (held: Omit<Held, "at">) => void;
  forget: () => void;
  /** Forgets what is too old, and what nobody has looked at. Called by the clock and when the page comes back into sight. */
  tidy: () => void;
  hidden: () => void;
  /** How long it will still be held. */
  leftMs: () => number;
}

/** `now` is monotonic: a clock that is set back must not keep anything longer. */
export function createMemory(now: () => number): Memory {
  const held = settable<Held | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unseenSince: number | null = null;

  function forget(): void {
    clearTimeout(timer);
    held.set(null);
  }

  function tidy(): void {
    const kept = held.get();
    const unseen = unseenSince !== null && now() - unseenSince >= UNSEEN_MS;
    unseenSince = null;
    if (kept && (unseen || left(kept) <= 0)) forget();
  }

  const left = ({ at, keptMs = KEPT_MS }: Held): number => at + keptMs - now();

  return {
    get: held.get,
    subscribe: held.subscribe,
    forget,
    tidy,
    hidden: () => { unseenSince ??= now(); },
    leftMs: () => { const kept = held.get(); return kept ? Math.max(0, left(kept)) : 0; },
    // Opening a record out of an old list does not make the list younger.
    keep: (next) => {
      const before = held.get();
      const at = before && before.found === next.found ? before.at : now();
      const kept = { ...next, at };
      held.set(kept);
      clearTimeout(timer);
      timer = setTimeout(forget, Math.max(0, left(kept)));
    },
  };
}

/** The memory of this page. A timer of a phone that slept comes late, so what comes into sight is looked at first. */
export function memoryOfPage(): Memory {
  const memory = createMemory(() => performance.now());
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? memory.hidden() : memory.tidy()));
  addEventListener("pagehide", memory.forget);
  return memory;
}
