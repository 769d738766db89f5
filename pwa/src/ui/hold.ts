/** A press that counts only when it lasts: released too early, nothing has happened. */
export interface Hold {
  press: () => void;
  release: () => void;
}

export function createHold(parts: { ms: number; onPressed: (pressed: boolean) => void; onHeld: () => void }): Hold {
  let running: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    if (running === undefined) return;
    clearTimeout(running);
    running = undefined;
    parts.onPressed(false);
  };
  return {
    press: () => {
      if (running !== undefined) return;
      parts.onPressed(true);
      running = setTimeout(() => { stop(); parts.onHeld(); }, parts.ms);
    },
    release: stop,
  };
}
