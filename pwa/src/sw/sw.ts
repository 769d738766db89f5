// The shell without a network, and the pushes. Nothing of the server's data is ever cached here: what an
// officer may read offline lies sealed in the store.
import { fromNetworkElseKept, keptElseNetwork } from "./shelf.ts";
import { createShell, SHELL_CACHE, type Entry } from "./shell.ts";
import { listenForPushes } from "./waking.ts";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: Entry[] };

const shell = createShell(self.__WB_MANIFEST);

self.addEventListener("install", (event) => { event.waitUntil(shell.install()); });

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([shell.tidy(), forgetOthers(), self.clients.claim()]));
});

/** What was opened once belongs to the version that opened it, and earlier ways of keeping files are gone. */
async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL_CACHE).map((name) => caches.delete(name)));
}

// The page asks for this when the person takes the new version, never before.
self.addEventListener("message", (event) => {
  if ((event.data as { kind?: string } | null)?.kind === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

function answerTo(request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return undefined;
  // Only the handset's own address gets its page: an unknown address must stay an honest 404.
  if (request.mode === "navigate") return pathname === "/" ? shell.kept("/index.html") : pathname === "/board" ? fromNetworkElseKept(request) : undefined;
  // Names under /assets/ carry a hash of their content, so what is kept is never wrong.
  return shell.kept(pathname) ?? (pathname.startsWith("/assets/") ? keptElseNetwork(request) : undefined);
}

listenForPushes();
