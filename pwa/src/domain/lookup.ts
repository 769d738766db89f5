// A lookup as people think of it: what was typed becomes the terms of one door, and an answer becomes words and a picture.
import type { Code, Grade, Id, Severity } from "./rows.ts";
import { dayOf } from "./times.ts";

export type LookFor = "people" | "vehicles" | "phones" | "addresses" | "words";

export interface Warned {
  code: string;
  label: string;
  severity: Severity;
  historic: boolean;
}

export interface LookedUpItem {
  kind: string;
  id: Id;
  band: "strong" | "likely" | "possible";
  why: string[];
  title: string;
  detail: string | null;
  source: string;
  changed_on: string;
  classification: string;
  exercise: boolean;
  markers: Warned[];
  reports: Warned[];
}

export interface LookedUp {
  items: LookedUpItem[];
  ask: string;
  nothing_found: boolean;
  message: string;
  searched: { how: string[]; sources: { source: string; records: number | null; newest_on: string | null }[] };
}

export interface RecordMarker extends Warned {
  text: string;
  source: string;
  force: string;
  fact_or_opinion: string;
  added_on: string;
  review_on: string;
  record_id: Id;
}

interface Linked {
  role: string;
  kind: string;
  id: Id;
  line: string;
  classification: string;
  valid_to: string | null;
  markers: Warned[];
}

export interface RecordLink extends Linked {
  source: string;
  subject_category: string | null;
  fact_or_opinion: string;
  provenance?: string;
  handling: string;
}

export interface FurtherLink extends Linked {
  source: string;
  via: { kind: string; id: Id };
}

export interface GoldenRecord {
  id: Id;
  source: string;
  line: string;
  changed_on: string;
  /** Each `[label, words]`. */
  facts: string[][];
}

export interface PossibleOther {
  id: Id;
  line: string;
  source: string;
  why: string;
  reasons: string[];
  held_apart: boolean;
}

/** Every source's record of one person, and others who may be the same. */
export interface GoldenCard {
  records: GoldenRecord[];
  others: PossibleOther[];
}

/** An incident that names the record. */
export interface NamedIn {
  cad: string;
  role: string;
  type: string;
  opened_at: string;
  closed: boolean;
}

/** A photograph of the person: whose record it is of, and when it was taken. The picture itself is asked for by itself. */
export interface Photograph {
  id: Id;
  record_id: Id;
  source: string;
  taken_on: string | null;
  provenance: string;
  width: number;
  height: number;
  exercise: boolean;
  /** The picture, base64: only where a key has opened the record. */
  image?: string;
}

export interface OpenedRecord {
  kind: string;
  id: Id;
  fields: Record<string, unknown>;
  identifiers: { kind: string; value: string; valid: boolean }[];
  markers: RecordMarker[];
  /** What is reported of a vehicle. A server of an older version tells them among its fields. */
  reports?: Warned[];
  links: RecordLink[];
  further: FurtherLink[];
  golden: GoldenCard | null;
  /** Only where a key has opened it: for how many seconds it may be read. */
  restricted_for_s?: number;
  named_in: NamedIn[];
  /** How many more links there are than are told. */
  left_out?: number;
  /** Newest first. */
  photographs: Photograph[];
}

export interface KnownItem extends LookedUpItem {
  linked: Linked[];
}

/** A warning on the house that was named: it stands on the place and on no record. */
export interface WarningOfPlace extends Warned {
  text: string;
  source: string;
  address: string;
  review_on: string;
  marking: string;
}

export interface KnownPart {
  items: KnownItem[];
  warnings: WarningOfPlace[];
  ask: string;
  searched: string[];
}

/** What is known of a call that is being taken; null for what was not asked. */
export interface KnownOfCall {
  number: KnownPart | null;
  place: KnownPart | null;
}

export const LOOK_FOR: readonly { kind: LookFor; label: string; field: string; hint: string }[] = [
  { kind: "people", label: "Person", field: "Name", hint: "In any spelling, or a PNC, CRO or ASN" },
  { kind: "vehicles", label: "Plate", field: "Plate", hint: "? for a sign you did not see, * for several" },
  { kind: "phones", label: "Phone", field: "Number", hint: "In any format, or its last digits" },
  { kind: "addresses", label: "Address", field: "Address", hint: "Street and number in any order, postcode, grid reference, what3words" },
  { kind: "words", label: "Words", field: "Words", hint: "Of a description, a warning or a car, with a name or a place: red golf Hackney" },
];

/** A number of the courts instead of a name: PNC id, CRO file number, arrest summons number. */
const COURT_NUMBER = /^\s*(\d{2,4}\/\d{1,7}[a-z]|\d{1,6}\/\d{2}[a-z]|\d{2}\/\d{2,4}[a-z]{2}\/.+)\s*$/i;

/** What was typed: the term itself, and what tells apart those who fit it. */
export interface Asked {
  kind: LookFor;
  typed: string;
  born: string;
  postcode: string;
  looks: string;
}

/** A whole postcode; anything else in its field is where somebody lives: a borough, or the first half of a postcode. */
const POSTCODE = /^\s*[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\s*$/i;

/** The terms of one door. A plate of seventeen signs is a VIN. */
export function termsOf({ kind, typed, born, postcode, looks }: Asked): Record<string, string> {
  const words = typed.trim();
  switch (kind) {
    case "people": return COURT_NUMBER.test(words) ? { identifier: words } : { name: words, ...given(POSTCODE.test(postcode) ? { born, postcode } : { born, where: postcode }) };
    case "vehicles": return words.replace(/[\s-]/g, "").length === 17 ? { vin: words.replace(/[\s-]/g, "") } : { plate: words, ...given({ looks }) };
    case "phones": return { number: words };
    case "addresses": return { address: words };
    case "words": return { words };
  }
}

function given(terms: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(terms).map(([name, words]) => [name, words.trim()]).filter(([, words]) => words));
}

/** What may find somebody or something that this did not, the likeliest first: said where nothing was found. */
export function couldTry({ kind, typed, born, postcode, looks }: Asked): string[] {
  const several = typed.trim().split(/\s+/).length > 1;
  const tries: Record<LookFor, (string | false)[]> = {
    people: [
      !born.trim() && "Add a date of birth or an age",
      several && "The family name alone, with the date of birth",
      Boolean(postcode.trim()) && "Without the place",
      Boolean(born.trim()) && "About an age (about 25) where the date may be wrong",
      "Another name they use, or their plate or number",
    ],
    vehicles: [!/[?*]/.test(typed) && "? for each sign you are not sure of", Boolean(looks.trim()) && "Without the looks", "Its colour, make and place, under Words"],
    phones: ["Only its last digits, four or more", "The name of whoever has it"],
    addresses: [/\d/.test(typed) && "The street without the number", "The postcode alone", "The name of whoever lives there"],
    words: [several && "Fewer words, the rarest first, or without the place", "Another word for the same", "A name under Person, a house under Address"],
  };
  return tries[kind].filter((words): words is string => Boolean(words));
}

type Source = LookedUp["searched"]["sources"][number];

/** Each source once, whatever kinds of record it has: all of them counted, and as fresh as its stalest part. */
export function searchedIn(sources: Source[]): Source[] {
  const bySource = new Map<string, Source>();
  for (const one of sources) {
    const before = bySource.get(one.source);
    const newest = [before?.newest_on, one.newest_on].filter((day): day is string => Boolean(day)).sort()[0] ?? "";
    const records = one.records === null ? null : (before?.records ?? 0) + one.records;
    bySource.set(one.source, { source: one.source, records, newest_on: newest });
  }
  return [...bySource.values()];
}

export interface LookupReason extends Code {
  needs_incident: boolean;
  needs_text: boolean;
}

export interface Purpose {
  reason: string;
  reason_text?: string;
  tasking_id?: Id;
  incident_id?: Id;
}

export const BANDS: Record<LookedUpItem["band"], string> = { strong: "Strong match", likely: "Likely", possible: "Possible" };

const MARKINGS = ["OFFICIAL", "OFFICIAL-SENSITIVE"];

/** The highest marking of all that is on a screen. One that we do not know is taken for the highest there is. */
export function marking(classifications: string[]): string {
  const ranks = classifications.map((one) => MARKINGS.indexOf(one.toUpperCase().replace(/[\s_]+/g, "-"))).map((rank) => (rank < 0 ? MARKINGS.length - 1 : rank));
  return MARKINGS[Math.max(0, ...ranks)] ?? "OFFICIAL";
}

/** What a whole record is marked, with everything that it is told together with. */
export const markingOf = ({ fields, links, further }: OpenedRecord): string =>
  marking([String(fields["classification"] ?? "OFFICIAL"), ...links.map((link) => link.classification), ...further.map((link) => link.classification)]);

/** What is known of a call: its records, whom they lead to, and the warnings on the house. */
export const markingOfCall = ({ number, place }: KnownOfCall): string =>
  marking([number, place].flatMap((part) => (part ? [...part.warnings.map((one) => one.marking), ...part.items.flatMap((item) => [item, ...item.linked].map(({ classification }) => classification))] : [])));

const KIND_WORDS: Record<string, string> = {
  nominal: "Person", vehicle: "Vehicle", phone: "Phone", object: "Object", organisation: "Organisation", address: "Address", event: "Event", place: "Place",
};

export const kindWord = (kind: string): string => KIND_WORDS[kind] ?? kind;

export const canOpen = (kind: string): boolean => kind in KIND_WORDS;

const FIELDS: readonly [string, string][] = [
  ["title", "Title"], ["given_names", "Given names"], ["family_name", "Family name"], ["aliases", "Also known as"], ["sex", "Sex"], ["born_on", "Born"],
  ["age_from", "Age from"], ["age_to", "Age to"], ["age_on", "Age taken on"], ["ethnicity", "Ethnicity"],
  ["vrm", "Plate"], ["nation", "Nation"], ["colour", "Colour"], ["make", "Make"], ["model", "Model"], ["vin", "VIN"],
  ["number", "Number"], ["as_given", "As it was given"], ["imei", "IMEI"],
  ["flat", "Flat"], ["house", "House"], ["street", "Street"], ["locality", "Locality"], ["postcode", "Postcode"], ["uprn", "UPRN"], ["what3words", "what3words"],
  ["name", "Name"], ["kind", "Kind"], ["label", "What"], ["happened", "When"], ["address", "Where"], ["category", "Category"], ["outcome", "Outcome"], ["serial", "Serial number"], ["description", "Description"],
];

const SEXES: Record<string, string> = { M: "Male", F: "Female" };

/** What a record says, in the order in which it is read; what is empty says nothing. */
export function factsOf({ fields }: OpenedRecord): [label: string, words: string][] {
  return FIELDS.flatMap(([name, label]) => {
    const words = name === "sex" ? SEXES[String(fields[name])] ?? "" : said(fields[name]);
    return words ? [[label, words] as [string, string]] : [];
  });
}

/** How a record came to be known and how long it is kept, for the small line under what it says. */
export function keptWords({ kind, fields }: OpenedRecord): string {
  const told = (name: string, before = ""): string => { const words = said(fields[name]); return words && before + words; };
  return [
    told("source_system"),
    told("subject_category"),
    kind !== "event" && told("fact_or_opinion"),
    told("provenance", "from "),
    kind !== "event" && told("changed_at") && `changed ${dayOf(String(fields["changed_at"]))}`,
    told("retention_group", "review group "),
    told("review_on") && `review ${dayOf(String(fields["review_on"]))}`,
    told("handling"),
    Boolean(fields["is_exercise"]) && "made up",
  ].filter(Boolean).join(" · ");
}

/** The same of a link: as what somebody is in it, whether it is somebody's judgement, and how it came to be known. */
export function linkWords(link: RecordLink | FurtherLink): string {
  const own = "fact_or_opinion" in link ? link : null;
  return [
    kindWord(link.kind), link.role, own?.subject_category, link.valid_to && `until ${dayOf(link.valid_to)}`,
    link.source, own?.provenance && `from ${own.provenance}`, own?.fact_or_opinion, own?.handling,
  ].filter(Boolean).join(" · ");
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(said).filter(Boolean).join(", ");
  if (value && typeof value === "object") {
    const { given_names, family_name } = value as { given_names?: string[]; family_name?: string };
    return [...(given_names ?? []), family_name ?? ""].join(" ").trim();
  }
  const words = value === null || value === undefined ? "" : String(value);
  return /^\d{4}-\d\d-\d\d$/.test(words) ? words.split("-").reverse().join("/") : words;
}

/** How a record is called at its head. */
export function headOf(record: OpenedRecord): string {
  const { fields } = record;
  const words = (...names: string[]): string => names.map((name) => said(fields[name])).filter(Boolean).join(" ");
  switch (record.kind) {
    case "nominal": return [...((fields["given_names"] as string[] | undefined) ?? []), fields["family_name"]].join(" ").trim();
    case "vehicle": return words("vrm", "colour", "make", "model");
    case "phone": return words("number");
    case "place": return words("address");
    case "address": return [fields["flat"] ? `Flat ${String(fields["flat"])}` : "", words("house", "street"), words("postcode")].filter(Boolean).join(", ");
    case "object": case "event": return words("label");
    default: return words("name");
  }
}

export interface Spot {
  key: string;
  step: 0 | 1 | 2;
  kind: string;
  id: Id;
  line: string;
  /** As what it is linked to the one before. */
  role: string;
  warning: Warned | null;
  row: number;
}

export interface Picture {
  spots: Spot[];
  ways: [from: string, to: string][];
  rows: number;
  /** How many of the list are not in the picture. */
  left: number;
}

const MOST_FIRST = 8;
const MOST_SECOND = 12;
const keyOf = ({ kind, id }: { kind: string; id: Id }): string => `${kind} ${id}`;

/** Two steps out as three columns. Each of the first step stands beside the middle of those that it leads to, so that ways seldom cross. */
export function pictureOf(record: OpenedRecord): Picture {
  const firsts = distinct(record.links);
  const shown = firsts.slice(0, MOST_FIRST);
  const names = new Set([...firsts, record].map(keyOf));
  const beyond = distinct(record.further).filter((link) => !names.has(keyOf(link)));
  const seconds = beyond.filter(({ via }) => shown.some((link) => keyOf(link) === keyOf(via))).slice(0, MOST_SECOND);
  const spots: Spot[] = [];
  const ways: [string, string][] = [];
  let row = 0;
  for (const link of shown) {
    const own = seconds.filter(({ via }) => keyOf(via) === keyOf(link));
    spots.push(spotOf(link, 1, row + Math.max(0, own.length - 1) / 2));
    ways.push([keyOf(record), keyOf(link)]);
    own.forEach((far, at) => { spots.push(spotOf(far, 2, row + at)); });
    row += Math.max(1, own.length);
  }
  const drawn = new Set(spots.map(({ key }) => key));
  for (const { via, ...link } of record.further) if (drawn.has(keyOf(link)) && drawn.has(keyOf(via))) ways.push([keyOf(via), keyOf(link)]);
  const rows = Math.max(1, row);
  const middle: Spot = { key: keyOf(record), step: 0, kind: record.kind, id: record.id, line: headOf(record), role: "", warning: worst(record.markers), row: (rows - 1) / 2 };
  return { spots: [middle, ...spots], ways, rows, left: firsts.length + beyond.length - shown.length - seconds.length };
}

const spotOf = (link: RecordLink | FurtherLink, step: 1 | 2, row: number): Spot =>
  ({ key: keyOf(link), step, kind: link.kind, id: link.id, line: link.line, role: link.role, warning: worst(link.markers), row });

function distinct<T extends { kind: string; id: Id }>(links: T[]): T[] {
  return [...new Map(links.map((link) => [keyOf(link), link] as const).reverse()).values()].reverse();
}

const RANK: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };

/** The worst that still holds. */
export function worst(markers: Warned[]): Warned | null {
  return markers.filter(({ historic }) => !historic).sort((one, other) => RANK[one.severity] - RANK[other.severity])[0] ?? null;
}

/** All warnings of an answer about a call, each once, worst first. */
export function warningsOf(known: KnownOfCall): Warned[] {
  const items = [...(known.number?.items ?? []), ...(known.place?.items ?? [])];
  const ofRecords = items.flatMap((item) => [...item.markers, ...item.linked.filter(({ valid_to }) => !valid_to).flatMap(({ markers }) => markers)]);
  const all: Warned[] = [...(known.place?.warnings ?? []), ...ofRecords];
  const held = new Map(all.filter(({ historic }) => !historic).map((marker) => [marker.code, marker]));
  return [...held.values()].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
}

/**
 * A grade to think about, never one that is set. A warning says who may be there, not what happens there: it speaks
 * against waiting for days, and leaves Immediate to what the caller says.
 */
export function suggestedGrade(grade: Grade, known: KnownOfCall): { grade: Grade; why: string } | null {
  const grave = warningsOf(known).filter(({ severity }) => severity === "critical");
  if (!grave.length || (grade !== "E" && grade !== "R")) return null;
  return { grade: "S", why: `${grave.map(({ label }) => label).join(", ")} known of the number or the place` };
}

/** "3 records of this person from 2 systems". */
export function goldenWords({ records }: GoldenCard): string {
  const systems = new Set(records.map(({ source }) => source)).size;
  return records.length === 1 ? "One record of this person" : `${records.length} records of this person from ${systems} ${systems === 1 ? "system" : "systems"}`;
}

/** Which facts the records do not agree on: there the reader must look which record says what. */
export function disputed({ records }: GoldenCard): Set<string> {
  const said = new Map<string, Set<string>>();
  for (const [label = "", words = ""] of records.flatMap(({ facts, line }) => [["Name", line], ...facts])) said.set(label, (said.get(label) ?? new Set()).add(words.toLowerCase()));
  return new Set([...said].filter(([label, words]) => words.size > 1 && label !== "Numbers" && label !== "Description").map(([label]) => label));
}
