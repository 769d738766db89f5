import { get } from "./client.ts";

const WITHIN_MS = 1_000;

/** Which borders the tiles draw by now. A map waits for it a moment only: where nobody answers it shows those that it has. */
export const groundVersion = (): Promise<string | null> =>
  Promise.race([
    get<{ version: string } | null>("/api/tiles/version").then((answer) => answer?.version ?? null).catch(() => null),
    new Promise<null>((late) => { setTimeout(() => late(null), WITHIN_MS); }),
  ]);
