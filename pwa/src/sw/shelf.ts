// Files of the other surfaces, kept when somebody has opened them once.
import { isOurs } from "./shell.ts";

const RUNTIME_CACHE = "bluelamp-opened";
const PATIENCE_MS = 3_000;

/** A page: today's if the server answers, else the one that was opened last. */
export async function fromNetworkElseKept(request: Request): Promise<Response> {
  const shelf = await caches.open(RUNTIME_CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const ours = await isOurs(answer, new URL(request.url).pathname);
    if (ours) await shelf.put(request, answer.clone());
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
  if (await isOurs(answer, new URL(request.url).pathname)) await shelf.put(request, answer.clone());
  return answer;
}
