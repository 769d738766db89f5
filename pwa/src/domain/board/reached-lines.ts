/** What devices proved, as lines for the log: who had it, when, by which way, also of states of the brief that are past. */
import type { DeviceLadder, Notice, Receipt, Tasking } from "../rows.ts";
import { clockTime } from "./words.ts";

export interface ReachedLine {
  id: string;
  at: string;
  words: string;
  /** The device and its officer. */
  by: string;
}

const DONE: Record<string, string> = { sent: "sent", notified: "notified", delivered: "got", shown: "shown", read: "read", answered: "answered" };
const LADDER = Object.keys(DONE);
const KINDS: Record<DeviceLadder["kind"], string> = { handset: "handset", terminal: "terminal" };

/** What the devices of a row have proved, as receipts: `named` is what they have in common. */
function provedOn(devices: readonly DeviceLadder[], named: Pick<Receipt, "tasking_id" | "callsign" | "brief_revision">): Receipt[] {
  return devices.flatMap(({ device_id, kind, officer, rungs }) =>
    Object.entries(rungs).map(([proof, at]) => {
      const [rung = "", channel = ""] = proof.split(":");
      return { ...named, device_id, kind, officer, rung, channel, at };
    }),
  );
}

/** A receipt that came with the feed after the incident was read is known by its tasking alone. */
const told = ({ id, callsign, brief_revision, devices }: Tasking): Receipt[] => provedOn(devices, { tasking_id: id, callsign, brief_revision });

/** A message that a crew must read climbs as a tasking does. */
const toldOf = ({ id, callsign, devices }: Notice): Receipt[] => provedOn(devices, { tasking_id: id, callsign: `${callsign} the message:`, brief_revision: 0 });

const proofOf = ({ tasking_id, device_id, rung, channel, at }: Receipt): string => [tasking_id, device_id, rung, channel, at].join(" ");
/** What one device did with one state of the brief within a second is one line. */
const lineOf = ({ tasking_id, brief_revision, device_id, at }: Receipt): string => [tasking_id, brief_revision, device_id, clockTime(at)].join(" ");

function grouped<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()];
}

/** `sent`, `got by push`: each rung once, with the ways that the person who reads the log would not expect. */
function rungWords(proofs: readonly Receipt[]): string {
  const ways = proofs.map(({ channel }) => channel).filter((channel) => channel === "push" || channel === "feed");
  return [DONE[proofs[0]!.rung] ?? proofs[0]!.rung, ...(ways.length > 0 ? [`by ${ways.join(" and ")}`] : [])].join(" ");
}

const byTimeThenRung = (one: Receipt, other: Receipt): number =>
  Date.parse(one.at) - Date.parse(other.at) || LADDER.indexOf(one.rung) - LADDER.indexOf(other.rung);

const byRung = ([one]: Receipt[], [other]: Receipt[]): number => LADDER.indexOf(one!.rung) - LADDER.indexOf(other!.rung);

/** Each rung of each device once, at its first proof; the oldest line first. */
export function reachedLines(taskings: readonly Tasking[], receipts: readonly Receipt[], notices: readonly Notice[] = []): ReachedLine[] {
  const known = new Map([...receipts, ...taskings.flatMap(told), ...notices.flatMap(toldOf)].map((one) => [proofOf(one), one]));
  const all = [...known.values()].sort(byTimeThenRung);
  const rungs = grouped(all, (one) => [one.tasking_id, one.brief_revision, one.device_id, one.rung].join(" "));
  return grouped(rungs, ([first]) => lineOf(first!)).map((line) => {
    const { tasking_id, brief_revision, callsign, kind, officer, at } = line[0]![0]!;
    const change = all.some((one) => one.tasking_id === tasking_id && one.brief_revision < brief_revision);
    return {
      id: lineOf(line[0]![0]!),
      at,
      words: `${callsign} ${change ? "the change: " : ""}${[...line].sort(byRung).map(rungWords).join(", ")}`,
      by: [KINDS[kind], officer].filter(Boolean).join(" "),
    };
  });
}
