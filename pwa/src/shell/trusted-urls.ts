// Our content policy lets no string become a script address, except through this one policy. It has
// the name "default" because MapLibre and the browser pass plain strings, and it knows two addresses:
// the service worker and the map's worker. It makes no HTML at all.
const ours = [/^\/sw\.js$/, /^\/assets\/maplibre-gl[\w.-]*\.m?js$/];

interface PolicyFactory {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => unknown;
}

export function trustOwnWorkers(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy("default", { createScriptURL: trusted });
}

export function trusted(address: string): string {
  const url = new URL(address, location.origin);
  if (url.origin === location.origin && ours.some((path) => path.test(url.pathname))) return address;
  throw new TypeError(`not one of our workers: ${url.pathname}`);
}
