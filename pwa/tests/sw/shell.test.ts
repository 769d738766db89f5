import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createShell, isOurs } from "../../src/sw/shell.ts";

const origin = "https://bluelamp.example";
let kept: Map<string, string>;
let network: Map<string, string>;

const href = (key: string | Request): string => new URL(typeof key === "string" ? key : key.url, origin).href;

/** One cache, and a network that has what the test says. */
beforeEach(() => {
  kept = new Map();
  network = new Map([["/index.html", "one"], ["/assets/a-12345678.js", "a"]]);
  const shelf = {
    match: async (key: string) => (kept.has(href(key)) ? new Response(kept.get(href(key))) : undefined),
    put: async (key: string, answer: Response) => { kept.set(href(key), await answer.text()); },
    keys: async () => [...kept.keys()].map((url) => ({ url })),
    delete: async (key: Request) => kept.delete(href(key)),
  };
  vi.stubGlobal("caches", { open: async () => shelf });
  vi.stubGlobal("location", { origin });
  vi.stubGlobal("fetch", vi.fn(async (path: string) => (network.has(path) ? new Response(network.get(path)) : new Response("", { status: 404 }))));
});
afterEach(() => { vi.unstubAllGlobals(); });

const version = (revision: string) => createShell([{ url: "index.html", revision }, { url: "assets/a-12345678.js", revision: null }]);
const textOf = async (answer: Promise<Response> | undefined): Promise<string | undefined> => (answer ? (await answer).text() : undefined);

test("what was installed opens without a network", async () => {
  const shell = version("1");
  await shell.install();
  network.clear();
  expect(await textOf(shell.kept("/index.html"))).toBe("one");
  expect(shell.kept("/api/session")).toBeUndefined();
});

test("a new version brings only what is new, and leaves the old in use until it is taken", async () => {
  const old = version("1");
  await old.install();
  network.set("/index.html", "two");
  vi.mocked(fetch).mockClear();
  const fresh = version("2");
  await fresh.install();
  expect(vi.mocked(fetch).mock.calls.map(([path]) => path)).toEqual(["/index.html"]);
  expect(await textOf(old.kept("/index.html"))).toBe("one");
  await fresh.tidy();
  expect(await textOf(fresh.kept("/index.html"))).toBe("two");
  expect(kept.size).toBe(2);
});

test("a version with a file that cannot be had is not installed", async () => {
  network.delete("/assets/a-12345678.js");
  await expect(version("1").install()).rejects.toThrow("404");
});

test.each(["/index.html", "/assets/a-12345678.js"])("a version whose %s was answered by a captive portal is not installed", async (path) => {
  const own = vi.mocked(fetch).getMockImplementation()!;
  vi.mocked(fetch).mockImplementation(async (asked) => (asked === path ? new Response("<h1>Free Wi-Fi</h1>", { headers: { "Content-Type": "text/html" } }) : own(asked)));
  await expect(version("1").install()).rejects.toThrow(path);
  expect([...kept.values()].join("")).not.toContain("Wi-Fi");
});

test("our own page is known by what it holds", async () => {
  const page = (words: string) => new Response(words, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  expect([await isOurs(page('<div id="surface">'), "/index.html"), await isOurs(page("<h1>Free Wi-Fi</h1>"), "/board"), await isOurs(page('<div id="surface">'), "/assets/a.js")]).toEqual([true, false, false]);
});

test("what the browser has thrown away is fetched", async () => {
  const shell = version("1");
  await shell.install();
  kept.clear();
  expect(await textOf(shell.kept("/index.html"))).toBe("one");
});
