import { useEffect, useState } from "preact/hooks";

/** The value as it was when the person last paused: one question to the server per thought, not per key. */
export function useLate<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}
