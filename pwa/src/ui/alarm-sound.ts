// Several tabs of one browser are one device: one of them sounds, and another one when that is closed.
import { soundEnabled } from "./sound.ts";

const AGAIN_MS = 4_000;
const LOOK_MS = 500;

export interface AlarmParts {
  play: () => void;
  /** A tab that nobody has touched yet cannot be heard, so it must not keep the others silent. */
  canPlay?: () => boolean;
  locks?: Pick<LockManager, "request">;
}

/** Sounds until it is told to stop, if no other tab does. */
export function startAlarm({ play, canPlay = soundEnabled, locks = navigator.locks }: AlarmParts): () => void {
  const over = new AbortController();
  const looking = setInterval(ask, LOOK_MS);
  over.signal.addEventListener("abort", () => clearInterval(looking));
  ask();

  function ask(): void {
    if (!canPlay()) return;
    clearInterval(looking);
    void locks.request("bluelamp-alarm", { signal: over.signal }, () => sounding(play, over.signal)).catch(() => undefined);
  }

  return () => over.abort();
}

function sounding(play: () => void, over: AbortSignal): Promise<void> {
  play();
  const again = setInterval(play, AGAIN_MS);
  return new Promise((done) => {
    over.addEventListener("abort", () => {
      clearInterval(again);
      done();
    });
  });
}
