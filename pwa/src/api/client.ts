// The one door to the server. Everything that leaves or enters by HTTP passes here.
import type { CommandAnswer } from "../domain/rows.ts";
import { settable } from "../watch/watched.ts";
import { ApiError, NoAnswer } from "./errors.ts";

const TIMEOUT_MS = 10_000;
/** Which generation of the wire this app speaks. Raised when an older server or a newer one could no longer understand it (docs/messages.md). */
const APP = import.meta.env["VITE_APP"] ?? "1";

/** The server's sentence when it serves this version no more. */
export const tooOld = settable<string | null>(null);

let busyUntil = 0;

/** How long the server has asked everybody to wait before they come again, in ms. */
export const askedToWaitMs = (): number => Math.max(0, busyUntil - Date.now());

export interface Asking {
  timeoutMs?: number;
  signal?: AbortSignal;
}

export const get = <T>(path: string, asking?: Asking): Promise<T> => ask<T>("GET", path, undefined, asking);

export const post = <T>(path: string, body: unknown, asking?: Asking): Promise<T> => ask<T>("POST", path, body, asking);

export const put = <T>(path: string, body: unknown, asking?: Asking): Promise<T> => ask<T>("PUT", path, body, asking);

export const remove = (path: string, asking?: Asking): Promise<void> => ask<void>("DELETE", path, undefined, asking);

/** What comes as lines and not as one JSON document: a file that somebody is handed. */
export async function postForText(path: string, body: unknown): Promise<string> {
  const answer = await reach("POST", path, body, { timeoutMs: 60_000 });
  if (!answer.ok) throw errorFrom(answer, await jsonOf(answer));
  return answer.text();
}

/** A file as it is. It is large, and somebody waits for what is said of it. */
export const postFile = <T>(path: string, file: Blob): Promise<T> => ask<T>("POST", path, file, { timeoutMs: 120_000 });

/** A picture, in memory only. */
export async function postForPicture(path: string, body: unknown): Promise<Blob> {
  const answer = await reach("POST", path, body, {});
  if (!answer.ok) throw errorFrom(answer, await jsonOf(answer));
  return answer.blob();
}

export interface CommandBody {
  id: string;
  occurred_at: string;
  elapsed_ms?: number;
}

/** Sends one command; the same id may be sent again for ever and is done once. */
export const command = (kind: string, body: CommandBody & Record<string, unknown>, asking?: Asking): Promise<CommandAnswer> =>
  post<CommandAnswer>(`/api/commands/${kind}`, body, asking);

async function ask<T>(method: string, path: string, body: unknown, asking: Asking = {}): Promise<T> {
  const answer = await reach(method, path, body, asking);
  if (answer.status === 204) return undefined as T;
  const json = await jsonOf(answer);
  if (answer.ok) return json as T;
  throw errorFrom(answer, json);
}

async function reach(method: string, path: string, body: unknown, asking: Asking): Promise<Response> {
  const limit = AbortSignal.timeout(asking.timeoutMs ?? TIMEOUT_MS);
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    cache: "no-store",
    // A captive portal redirects to its own page: that is no answer, and must not look like one.
    redirect: "error",
    headers: { Accept: "application/json", "Content-Type": body instanceof Blob ? "application/octet-stream" : "application/json", "Bluelamp-App": APP },
    signal: asking.signal ? AbortSignal.any([asking.signal, limit]) : limit,
  };
  if (body !== undefined) init.body = body instanceof Blob ? body : JSON.stringify(body);
  try {
    return await fetch(path, init);
  } catch (cause) {
    throw new NoAnswer("no answer", { cause });
  }
}

async function jsonOf(answer: Response): Promise<unknown> {
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new NoAnswer("not our server");
  try {
    return await answer.json();
  } catch (cause) {
    throw new NoAnswer("broken answer", { cause });
  }
}

function errorFrom({ status, headers }: Response, json: unknown): ApiError {
  // Somebody else on the way may name a day in place of seconds.
  if (status === 503) busyUntil = Date.now() + Math.min(60, Number(headers.get("Retry-After")) || 0) * 1_000;
  const { code, message, details } = (json ?? {}) as { code?: string; message?: string; details?: Record<string, string[]> };
  if (status === 426 && message) tooOld.set(message);
  return new ApiError(status, code ?? `http_${status}`, message ?? "The server could not do that.", details ?? {});
}
