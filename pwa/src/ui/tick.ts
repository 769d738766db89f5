import { useEffect, useState } from "preact/hooks";

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** The time now, once a second, from one timer for the whole page. */
export function useTick(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    listeners.add(setNow);
    timer ??= setInterval(() => listeners.forEach((tell) => tell(Date.now())), 1000);
    return () => {
      listeners.delete(setNow);
      if (listeners.size) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return now;
}
