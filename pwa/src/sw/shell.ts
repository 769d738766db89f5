// The handset's own files, all of them kept before a version is used and none after it: 40 lines
// instead of Workbox's 5 KB, which the officer's first load cannot spare. The build gives the list.
export interface Entry {
  url: string;
  revision: string | null;
}

export const SHELL_CACHE = "bluelamp-shell";

export interface Shell {
  /** Brings what is not here yet. One file that cannot be had, and the version is not installed. */
  install: () => Promise<void>;
  /** Lets go of what former versions kept. */
  tidy: () => Promise<void>;
  /** The kept file of an address, or undefined for one that is not ours. */
  kept: (path: string) => Promise<Response> | undefined;
}

export function createShell(entries: Entry[]): Shell {
  // A name that carries no hash of its content is kept under one that does: two versions lie side by side until the new one is used.
  const keys = new Map(entries.map(({ url, revision }) => [`/${url}`, revision ? `/${url}?${revision}` : `/${url}`]));

  async function install(): Promise<void> {
    const shelf = await caches.open(SHELL_CACHE);
    await Promise.all([...keys].map(async ([path, key]) => {
      if (!(await shelf.match(key))) await shelf.put(key, await brought(path));
    }));
  }

  async function tidy(): Promise<void> {
    const shelf = await caches.open(SHELL_CACHE);
    const ours = new Set([...keys.values()].map((key) => new URL(key, location.origin).href));
    await Promise.all((await shelf.keys()).filter(({ url }) => !ours.has(url)).map((old) => shelf.delete(old)));
  }

  // A browser that has thrown the file away may still have a network.
  async function found(path: string, key: string): Promise<Response> {
    return (await (await caches.open(SHELL_CACHE)).match(key)) ?? fetch(path);
  }

  return { install, tidy, kept: (path) => { const key = keys.get(path); return key === undefined ? undefined : found(path, key); } };
}

async function brought(path: string): Promise<Response> {
  const answer = await fetch(path, { cache: "reload", redirect: "error" });
  if (!(await isOurs(answer, path))) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

/** A captive portal answers everything with a page of its own, and says 200: that must never be kept as ours. */
export async function isOurs(answer: Response, path: string): Promise<boolean> {
  if (!answer.ok || answer.redirected) return false;
  const isPage = answer.headers.get("Content-Type")?.includes("html") ?? false;
  if (path.startsWith("/assets/") || !isPage) return !isPage;
  return (await answer.clone().text()).includes('id="surface"');
}
