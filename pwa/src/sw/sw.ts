// The shell without a network. Nothing of the server's data is ever cached here: what an officer may
// read offline lies sealed in the store.
import { PrecacheController, PrecacheRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { fromNetworkElseKept, keptElseNetwork, RUNTIME_CACHE } from "./shelf.ts";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

const shell = new PrecacheController();
shell.addToCacheList(self.__WB_MANIFEST);

self.addEventListener("install", (event) => { event.waitUntil(shell.install(event)); });

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([shell.activate(event), caches.delete(RUNTIME_CACHE), self.clients.claim()]));
});

// The page asks for this when the person takes the new version, never before.
self.addEventListener("message", (event) => {
  if ((event.data as { kind?: string } | null)?.kind === "take-over") void self.skipWaiting();
});

const shellPage = shell.createHandlerBoundToURL("/index.html");

// Only the handset's own address gets its page: an unknown address must stay an honest 404.
registerRoute(({ request, url }) => request.mode === "navigate" && url.pathname === "/", shellPage);
registerRoute(({ request, url }) => request.mode === "navigate" && url.pathname === "/board", fromNetworkElseKept);
registerRoute(new PrecacheRoute(shell, { directoryIndex: null as unknown as string, cleanURLs: false }));
// Names under /assets/ carry a hash of their content, so what is kept is never wrong.
registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/assets/"), keptElseNetwork);
