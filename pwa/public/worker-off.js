// Served in place of sw.js while BLUELAMP_WORKER_OFF is set: takes a broken release's worker and its files off the
// device and opens its pages anew from the network. What an officer has not sent lies in IndexedDB and is not touched.
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(off()));

async function off() {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
  const pages = await self.clients.matchAll({ type: "window" });
  await Promise.allSettled(pages.map((page) => page.navigate(page.url)));
}
