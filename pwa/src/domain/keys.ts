// Keys to restricted records as they are read out, and what became of them.
import type { Id, Instant } from "./rows.ts";
import { clockTime } from "./times.ts";

export interface GivenKey {
  key: string;
  officer: string;
  pay_number: string;
  minutes: number;
  expires_at: Instant;
}

export interface KeyRow {
  id: Id;
  officer: string;
  pay_number: string;
  given_at: Instant;
  reason: string;
  expires_at: Instant;
  opened_at: Instant | null;
  opened_reason: string;
  ends_at: Instant | null;
  reads: number;
  minutes: number;
}

const SPOKEN: Record<string, string> = {
  A: "Alpha", B: "Bravo", C: "Charlie", D: "Delta", E: "Echo", F: "Foxtrot", G: "Golf", H: "Hotel", J: "Juliet", K: "Kilo", M: "Mike", N: "November",
  P: "Papa", Q: "Quebec", R: "Romeo", S: "Sierra", T: "Tango", U: "Uniform", V: "Victor", W: "Whisky", X: "X-ray", Y: "Yankee", Z: "Zulu",
};

/** "AB2…": two groups of five, as it is typed. */
export const grouped = (key: string): string => `${key.slice(0, 5)}-${key.slice(5)}`;

/** As it is said over the radio. */
export const spoken = (key: string): string => [...key].map((sign) => SPOKEN[sign] ?? sign).join(" ");

/** What became of a key: waiting, open until, ended, or never used. */
export function stateOf({ opened_at, ends_at, expires_at, reads }: KeyRow, now: number): { words: string; open: boolean } {
  if (opened_at && ends_at) {
    const times = reads > 1 ? `, read ${reads} times` : "";
    return Date.parse(ends_at) > now
      ? { words: `Open since ${clockTime(opened_at)}, until ${clockTime(ends_at)}${times}`, open: true }
      : { words: `Opened ${clockTime(opened_at)}, ended ${clockTime(ends_at)}${times}`, open: false };
  }
  return Date.parse(expires_at) > now ? { words: "Not used yet", open: false } : { words: "Never used: it opens no more", open: false };
}

/** Somebody came upon a restricted record and was shown nothing, took a call at it or from it, or opened it by a key. */
export interface NearRow {
  id: number;
  at: Instant;
  officer: string;
  pay_number: string | null;
  callsign: string | null;
  opened: boolean;
  called: boolean;
  reason: string;
  incident: string | null;
  owner: string;
  reference: string;
}

/** The record became restricted while the call was going on: nobody took it knowing, and whoever was sent may have been shown it before. */
export const foundLater = ({ called, officer }: NearRow): boolean => called && officer === "The system";

export const nearWords = (row: NearRow): string => (foundLater(row) ? "Found that an open call is about it" : wordsOf(row));

const wordsOf = ({ opened, called }: NearRow): string =>
  opened ? "Opened it by a key" : called ? "Took a call that is about it, shown nothing" : "Came upon it, shown nothing";

export interface CameNear {
  /** The names by which one owns records; none for whoever owns none. */
  owners: string[];
  items: NearRow[];
  next: number | null;
}

/** The newest, as the server is asked for what else there is. */
export const knownOf = (rows: readonly NearRow[]): number[] => rows.slice(0, 500).map(({ id }) => id);

/** The newest first; rows that both have stand once. */
export function withNew(had: readonly NearRow[], items: readonly NearRow[]): NearRow[] {
  const known = new Set(had.map(({ id }) => id));
  return [...items.filter(({ id }) => !known.has(id)), ...had].sort((one, other) => other.id - one.id);
}

/** With what a later answer brought. */
export const withFresh = (had: CameNear, { owners, items }: CameNear): CameNear => ({ ...had, owners, items: withNew(had.items, items) });

/** A key that was opened or tried in vain, which whoever gave it has not seen yet. */
export interface KeyNewsRow {
  id: Id;
  officer: string;
  pay_number: string;
  at: Instant;
  opened_at: Instant | null;
  opened_reason: string;
  ends_at: Instant | null;
  refused_at: Instant | null;
  refused_to: string | null;
  refused_reason: string | null;
}

/** The newer of the two as it is read by whoever gave the key. It asks them: was it this officer, and for this? */
export function newsOf(row: KeyNewsRow): { title: string; words: string; refused: boolean } {
  const whose = `the key that you gave to ${row.officer}, ${row.pay_number}`;
  if (row.refused_at && row.refused_at === row.at) {
    const earlier = row.opened_at ? ` It was opened at ${clockTime(row.opened_at)}.` : "";
    return { refused: true, title: `Key refused at ${clockTime(row.refused_at)}`, words: `${row.refused_to} tried ${whose}, and it did not open. They said: ${row.refused_reason}.${earlier}` };
  }
  const until = row.ends_at ? `, until ${clockTime(row.ends_at)}` : "";
  return { refused: false, title: `Key opened at ${clockTime(row.at)}${until}`, words: `With ${whose}. They said: ${row.opened_reason}. Is that what they asked for?` };
}
