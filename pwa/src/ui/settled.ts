import { useRef } from "preact/hooks";

const TOO_SOON_MS = 600;

/**
 * Whether what stands under the finger has stood there long enough to be meant. The second half of a
 * double tap must not answer the alarm, or press the next status, that came up in between.
 */
export function useSettled(what: string): () => boolean {
  const shown = useRef({ what, at: performance.now() });
  if (shown.current.what !== what) shown.current = { what, at: performance.now() };
  return () => performance.now() - shown.current.at >= TOO_SOON_MS;
}
