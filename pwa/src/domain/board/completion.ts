/** Tab on the command line: completes the word under the caret from what the board knows. */
import { type Desk, looksLikeCad } from "./desk.ts";
import { cadNumber } from "./words.ts";

function callsigns(desk: Desk): string[] {
  return [...desk.state.units.values()].map((unit) => unit.callsign.toLowerCase());
}

function openCads(desk: Desk): string[] {
  return [...desk.state.incidents.values()].filter((row) => row.state === "open").map((row) => cadNumber(row.cad));
}

/** What may stand at the place of this word, by the command's letter. */
function possible(desk: Desk, verb: string, words: readonly string[]): string[] {
  const place = words.length;
  const after = place === 2 && looksLikeCad(words[0] ?? "");
  if ("tws".includes(verb) && place === 1) return callsigns(desk);
  if (verb === "t" && place === 2) return openCads(desk);
  if (verb === "s" && place === 2) return desk.codes.statuses.filter((row) => row.settable).map((row) => row.code);
  if (verb === "g" && after) return desk.codes.grades.map((row) => row.code.toLowerCase());
  if (verb === "h" && after) return desk.codes.pods.map((row) => row.code.toLowerCase());
  if (verb === "x" && after) return desk.codes.results.map((row) => row.code.toLowerCase());
  return "glhdx".includes(verb) && (place === 1 || verb === "d") ? openCads(desk) : [];
}

function sharedStart(words: readonly string[]): string {
  const [first = "", ...others] = words;
  let length = first.length;
  while (!others.every((word) => word.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}

export interface Completion {
  line: string;
  /** The choices when there is more than one, at most eight. */
  choices: string[];
}

/** The line with its last word completed as far as it is certain. */
export function complete(desk: Desk, line: string): Completion {
  const parts = line.split(/\s+/);
  const [verb = "", ...words] = parts;
  const begun = (words.at(-1) ?? "").toLowerCase();
  const found = possible(desk, verb.toLowerCase(), words)
    .filter((word) => word.startsWith(begun))
    .sort();
  if (words.length === 0 || found.length === 0) return { line, choices: [] };
  const head = [verb, ...words.slice(0, -1)].join(" ");
  if (found.length === 1) return { line: `${head} ${found[0]} `, choices: [] };
  return { line: `${head} ${sharedStart(found)}`, choices: found.slice(0, 8) };
}
