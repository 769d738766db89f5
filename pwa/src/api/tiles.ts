import { get } from "./client.ts";

const WITHIN_MS = 1_000;

/** Which borders the tiles draw by now. A map waits for it a moment only: where nobody answers it shows those that it has. */
export const groundVersion = (): Promise<string | null> =>
  Promise.race([
    get<{ version: string } | null>("/api/tiles/version").then((answer) => answer?.version ?? null).catch(() => null),
    new Promise<null>((late) => { setTimeout(() => late(null), WITHIN_MS); }),
  ]);

/** Borders change some times a year, and on the day they do nobody opens their map anew. */
const LOOK_EVERY_MS = 20_000;

/** Looks now and then which borders stand, for a map that is open. Where nobody answers it keeps those that it has. Returns how to stop. */
export function followGround(tell: (version: string) => void): () => void {
  const looking = setInterval(() => void groundVersion().then((version) => version !== null && tell(version)), LOOK_EVERY_MS);
  return () => clearInterval(looking);
}
