// Files of the other surfaces, kept when somebody has opened them once.

const RUNTIME_CACHE = "bluelamp-opened";
const PATIENCE_MS = 3_000;

/** A page: today's if the server answers, else the one that was opened last. */
export async function fromNetworkElseKept(request: Request): Promise<Response> {
  const shelf = await caches.open(RUNTIME_CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) await shelf.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await shelf.match(request);
    if (kept) return kept;
    throw error;
  }
}

export async function keptElseNetwork(request: Request): Promise<Response> {
  const shelf = await caches.open(RUNTIME_CACHE);
  const kept = await shelf.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await shelf.put(request, answer.clone());
  return answer;
}
