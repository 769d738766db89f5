/** "Has it reached them?": the rungs of one tasking. Delivered is not accepted; each is a fact of its own. */
import type { DeviceLadder, Tasking } from "../rows.ts";
import { clockTime, rungSeconds, shortTime } from "./words.ts";

type Reached = "sent" | "got" | "shown" | "read" | "accepted" | "en route" | "at scene";

export interface Rung {
  name: Reached | "declined" | "withdrawn" | "diverted" | "complete" | "ended";
  /** When it was, by the server; null while it has not happened. */
  at: string | null;
  /** Since the tasking was made, as `0.4 s`; null while it has not happened. */
  after: string | null;
  /** `passed`: a later one has happened and this one has not. */
  state: "done" | "waiting" | "later" | "again" | "passed" | "ended";
}

const RUNGS = [
  ["sent", "sent_at"],
  ["got", "delivered_at"],
  ["shown", "shown_at"],
  ["read", "read_at"],
  ["accepted", "acknowledged_at"],
  ["en route", "en_route_at"],
  ["at scene", "at_scene_at"],
] as const;
const READ = RUNGS.findIndex(([name]) => name === "read");

/** What was read is older than what holds now: grade, place, what or risk changed since. */
export function mustReadAgain(tasking: Tasking): boolean {
  return tasking.read_at !== null && (tasking.read_brief_revision ?? 0) < tasking.brief_revision;
}

/** Told by voice what holds now: said beside the ladder, on which it is still unread. */
export const wasTold = (tasking: Tasking): boolean => tasking.told_at !== null && (tasking.told_brief_revision ?? 0) >= tasking.brief_revision;

/** On the job without having read what holds now: a controller can only tell them. */
export const mustBeTold = (tasking: Tasking): boolean =>
  tasking.ended_at === null && tasking.state === "acknowledged" && (tasking.read_brief_revision ?? 0) < tasking.brief_revision && !wasTold(tasking);

/** `Told by voice 14:03 by Rowan Pike`. */
export const toldWords = (tasking: Tasking): string | null => (wasTold(tasking) ? `Told by voice ${shortTime(tasking.told_at!)} by ${tasking.told_by}` : null);

/** What the crew holds, if anything, is older than what holds now. */
const lacksChange = (tasking: Tasking): boolean => tasking.has_older_brief || (mustReadAgain(tasking) && tasking.delivered_at === null);

/** Accepted, and nobody there has read the risk: said until somebody has. */
export const riskUnread = (tasking: Tasking): boolean => tasking.ended_at === null && tasking.acknowledged_at !== null && tasking.read_at === null;

/** What machines did with a brief that came after the answer: counted from the tasking, it would say that this took as long. */
const isOfChange = (tasking: Tasking, rung: number, at: string): boolean =>
  rung < READ && tasking.acknowledged_at !== null && Date.parse(at) > Date.parse(tasking.acknowledged_at);

/** The first rung that has not happened is the one that waits; a rung may be passed over (radio needs no reading). */
export function rungsOf(tasking: Tasking): Rung[] {
  const last = RUNGS.findLastIndex(([, field]) => tasking[field] !== null);
  const waiting = RUNGS.findIndex(([, field], index) => index > last && tasking[field] === null);
  return RUNGS.map(([name, field], index) => {
    const at = tasking[field];
    if (at !== null) {
      const state = name === "read" && mustReadAgain(tasking) ? "again" : "done";
      return { name, at, after: isOfChange(tasking, index, at) ? `change ${clockTime(at)}` : rungSeconds(tasking.assigned_at, at), state };
    }
    const state = index < last ? "passed" : index === waiting && tasking.ended_at === null ? "waiting" : "later";
    return { name, at: null, after: null, state };
  });
}

const ENDS = ["declined", "withdrawn", "diverted", "complete"] as const;

/** Of a tasking that is over: what had happened, and how it ended as the last rung. */
export function endedRungs(tasking: Tasking): Rung[] {
  const end: Rung = {
    name: ENDS.find((name) => name === tasking.state) ?? "ended",
    at: tasking.ended_at,
    after: tasking.ended_at && rungSeconds(tasking.assigned_at, tasking.ended_at),
    state: "ended",
  };
  return [...rungsOf(tasking).filter(({ state }) => state !== "later"), end];
}

const REACHED_IN_WORDS: Record<Reached, string> = {
  sent: "Not sent yet",
  got: "Sent, not received",
  shown: "Received, not shown yet",
  read: "Shown, risk not read",
  accepted: "Read, not accepted",
  "en route": "Accepted",
  "at scene": "En route",
};

/** One sentence for screen readers and for the list: what the officer is known to have. */
export function reachedInWords(tasking: Tasking): string {
  if (lacksChange(tasking)) return "Change NOT received";
  if (mustReadAgain(tasking)) return tasking.shown_at ? "Change shown, not read" : "Change received, not shown";
  const waiting = rungsOf(tasking).find((rung) => rung.state === "waiting");
  return waiting ? REACHED_IN_WORDS[waiting.name as Reached] : "At scene";
}

/** Since when the waiting rung waits: the time of the last one that happened. */
export function waitingSince(tasking: Tasking): string {
  const times = RUNGS.map(([, field]) => tasking[field]).filter((at): at is string => at !== null);
  return times.reduce((latest, at) => (Date.parse(at) > Date.parse(latest) ? at : latest), tasking.assigned_at);
}

/** Since when the crew has not read what changed: whatever they did before, with the older brief, says nothing of it. */
export const unreadSince = (tasking: Tasking): string => tasking.unread_since ?? waitingSince(tasking);

/** Taken off the job, and no device of the crew has that: they may be at the door. */
export const isUnawareOfEnd = (tasking: Tasking): boolean => tasking.taken_off?.heard_at === null;

/** `Told of it: received 14:03:22`; null where nobody waits for that. */
export function takenOffWords({ taken_off }: Tasking): string | null {
  if (!taken_off) return null;
  if (!taken_off.heard_at) return "Told of it: NOT received yet";
  return taken_off.by === "off duty" ? `Went off duty ${clockTime(taken_off.heard_at)}` : `Told of it: ${taken_off.by === "received" ? "received" : "by voice"} ${clockTime(taken_off.heard_at)}`;
}

/** Since when the alarm's words hold: the end or the change that did not reach them, or the tasking that was not answered. */
export const alarmedSince = (tasking: Tasking): string => tasking.ended_at ?? (tasking.state === "acknowledged" ? unreadSince(tasking) : tasking.assigned_at);

/** Until a person has answered, the dispatcher must keep an eye on it. */
export function awaitsAnswer(tasking: Tasking): boolean {
  return tasking.ended_at === null && tasking.acknowledged_at === null;
}

const DEVICE_RUNGS = ["sent", "notified", "delivered", "shown", "read", "answered"] as const;
const DEVICE_WORDS: Record<(typeof DEVICE_RUNGS)[number], string> = {
  sent: "sent",
  notified: "notified",
  delivered: "got",
  shown: "shown",
  read: "read",
  answered: "answered",
};

export interface DeviceRung {
  name: string;
  after: string;
  /** `socket`, `push`: where more than one way is possible, which one proved it. */
  by: string;
}

/** What one device has proved, in the order of the ladder: its first proof of each rung, with the way it came. */
export function deviceRungs(device: DeviceLadder, assignedAt: string): DeviceRung[] {
  return DEVICE_RUNGS.flatMap((name) => {
    const proofs = Object.entries(device.rungs).filter(([key]) => key.startsWith(`${name}:`));
    if (proofs.length === 0) return [];
    const first = proofs.reduce((one, other) => (one[1] <= other[1] ? one : other))[1];
    const ways = proofs.map(([key]) => key.split(":")[1]).filter((way) => way !== "handset");
    return [{ name: DEVICE_WORDS[name], after: rungSeconds(assignedAt, first), by: ways.join(" and ") }];
  });
}

/** Alarms that sound: an amber one only shows. */
export const mustCall = (tasking: Tasking): boolean => tasking.alarm === "voice" || tasking.alarm === "supervisor";

/** `Voice call needed: CE21 has not received it`: what is wrong, for the band and for screen readers. */
export function alarmWords(tasking: Tasking): string {
  if (isUnawareOfEnd(tasking)) return tasking.state === "diverted" ? "HAS NOT RECEIVED THAT IT IS DIVERTED" : "HAS NOT RECEIVED ITS WITHDRAWAL";
  if (lacksChange(tasking)) return "HAS NOT RECEIVED THE CHANGE";
  if (tasking.state === "acknowledged") return "has not read the change";
  if (tasking.shown_at) return "was shown it and has not answered";
  if (tasking.delivered_at) return "received it and has not answered";
  if (tasking.devices.some(({ rungs }) => Object.keys(rungs).some((key) => key.startsWith("notified:")))) return "was notified and has not answered";
  return "HAS NOT RECEIVED IT";
}

/** Who has taken the alarm in hand, if anybody. */
export const inHand = (tasking: Tasking): string | null =>
  tasking.alarm_acknowledged_at ? `${tasking.alarm_acknowledged_by} sees to it since ${shortTime(tasking.alarm_acknowledged_at)}` : null;
