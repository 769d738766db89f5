// Floors: look down, never up. A file may use its own floor and those listed for it.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));
const below: Record<string, string[]> = {
  watch: [],
  domain: [],
  api: ["domain", "watch"],
  store: ["domain"],
  sync: ["domain", "watch", "api", "store"],
  location: ["domain", "watch"],
  ui: ["watch"],
  shell: ["ui", "watch"],
  sw: ["domain", "api", "store", "sync"],
  map: ["domain", "watch", "ui"],
  screens: ["domain", "watch", "api", "store", "sync", "location", "ui", "shell", "map"],
};

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
const floorOf = (path: string): string => path.split("/")[0] ?? "";

function imports(path: string): string[] {
  const text = readFileSync(join(src, path), "utf8");
  return [...text.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g)].map(([, target]) => relative(src, resolve(src, dirname(path), target ?? "")));
}

describe("nobody looks up", () => {
  test.each(Object.keys(below))("%s", (floor) => {
    const wrong = files.filter((path) => floorOf(path) === floor).flatMap((path) =>
      imports(path).filter((target) => floorOf(target) !== floor && !below[floor]?.includes(floorOf(target))).map((target) => `${path} -> ${target}`));
    expect(wrong).toEqual([]);
  });

  test("every folder has its floor", () => {
    expect(files.filter((path) => path.includes("/")).map(floorOf).filter((floor) => !(floor in below))).toEqual([]);
  });
});

test("one file knows IndexedDB, one the socket, one fetch", () => {
  const using = (words: RegExp): string[] => files.filter((path) => words.test(readFileSync(join(src, path), "utf8")));
  expect(using(/from "idb"/)).toEqual(["store/database.ts"]);
  expect(using(/from "socket\.io-client"/)).toEqual(["sync/link.ts"]);
  expect(using(/[^.\w]fetch\(/).filter((path) => floorOf(path) !== "sw" && floorOf(path) !== "map")).toEqual(["api/client.ts"]);
});

// A custom property set by Preact goes through the CSSOM, which the policy allows.
test("no element carries a style of its own: the content policy refuses it", () => {
  expect(files.filter((path) => /\sstyle=(?!\{\{ "--)|dangerouslySetInnerHTML|\.innerHTML/.test(readFileSync(join(src, path), "utf8")))).toEqual([]);
});
