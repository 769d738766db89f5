// When what could not be sent is tried again by itself: soon at first, then less and less often, and never in step with
// everybody else who was sent away in the same moment.
const SPREAD_MS = 1_000;

export interface Retries {
  /** It was tried in vain. True for the first time since something new was to be sent. */
  soon: () => boolean;
  /** Something new is sent now: if that fails too, it waits as little as if nothing had failed before. */
  anew: () => void;
}

export interface Pace {
  firstMs: number;
  mostMs: number;
  /** How long whoever sent us away wants us to stay there. */
  askedMs: () => number;
}

export function createRetries(work: () => void, { firstMs, mostMs, askedMs }: Pace): Retries {
  let tries = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function soon(): boolean {
    const isFirst = tries === 0;
    if (waiting === undefined) wait();
    return isFirst;
  }

  function wait(): void {
    const ours = Math.min(mostMs, firstMs * 2 ** tries++) * (0.5 + Math.random() / 2);
    waiting = setTimeout(() => { waiting = undefined; work(); }, Math.max(ours, askedMs() + SPREAD_MS * Math.random()));
  }

  function anew(): void {
    clearTimeout(waiting);
    waiting = undefined;
    tries = 0;
  }

  return { soon, anew };
}
