/** Whether the feed lives. A feed that is silent is never shown as a quiet shift. */

/** Boards get a beat every second, even when nothing happens; five seconds of silence is a dead feed. */
export const DEAD_AFTER_MS = 5_000;

/** Between these the age is worth a second look, but one late beat is no alarm. */
export const SLOW_AFTER_MS = 2_500;

/** So long a dead feed is only shown: a server that is started again says nothing for a moment. Then it is heard. */
export const DEAF_AFTER_MS = 10_000;

export const isDeaf = (line: Liveness): boolean => line.state === "dead" && line.age_ms >= DEAF_AFTER_MS;

export type Liveness = { state: "starting" } | { state: "live" | "slow"; age_ms: number } | { state: "dead"; age_ms: number };

/**
 * Judges by a monotonic clock (`performance.now()`), so that a wall clock that jumps neither hides nor invents a dead feed.
 * `heard_at` is null until the first snapshot or beat.
 */
export function livenessAt(heard_at: number | null, started_at: number, now: number): Liveness {
  if (heard_at === null) {
    const age_ms = now - started_at;
    return age_ms >= DEAD_AFTER_MS ? { state: "dead", age_ms } : { state: "starting" };
  }
  const age_ms = Math.max(0, now - heard_at);
  if (age_ms >= DEAD_AFTER_MS) return { state: "dead", age_ms };
  return { state: age_ms >= SLOW_AFTER_MS ? "slow" : "live", age_ms };
}

/**
 * The server's clock as this board sees it. A beat can only arrive late, never early, so the largest
 * difference among the latest ones is the best guess.
 */
export function clockOffset(differences: readonly number[]): number {
  return differences.length === 0 ? 0 : Math.max(...differences.slice(-30));
}
