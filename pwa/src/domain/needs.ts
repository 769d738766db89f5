// Things that the officer has to deal with. Nothing that could not be done disappears on its own.
import { isReceipt, type CommandKind, type Waiting } from "./commands.ts";
import type { Card, CommandAnswer, Confirmation, Id, Instant, Message } from "./rows.ts";

export type Need =
  /** `fields`: what was to be done, with the words that the officer wrote. Absent from one that an older version kept. */
  | { kind: "refused"; id: Id; command: CommandKind; sentence: string; at: Instant; fields?: object }
  | { kind: "asked"; id: Id; sentence: string; at: Instant; status: string | null; taskingId: Id | null }
  | { kind: "ended"; id: Id; sentence: string; at: Instant }
  | { kind: "returned"; id: Id; sentence: string; at: Instant }
  | { kind: "unread"; id: Id; sentence: string; at: Instant }
  | { kind: "lost"; id: Id; sentence: string; at: Instant };

/** What an answer leaves for the officer to do, if anything. */
export function needFrom(command: Waiting, { outcome, message, result }: CommandAnswer): Need | null {
  // What a machine says of itself is nobody's to deal with.
  if (isReceipt(command)) return null;
  if (outcome === "refused") return refusedNeed(command, message ?? "The control room could not do that.");
  // A newer word holds already, or there is nothing to say of it.
  if (!message || outcome === "superseded") return null;
  const about = { id: command.id, at: command.occurredAt, sentence: message };
  // Done, and not as the officer thinks: the tasking that it was for had ended.
  if (outcome === "done" && !result?.["status_unchanged"]) return { kind: "ended", ...about };
  // A result that came too late to call the crew free by it asks whether they are.
  const { status, tasking_id: taskingId = null } = command.kind === "set_status" ? command.fields : { status: "2" };
  return { kind: "asked", ...about, status, taskingId };
}

export const refusedNeed = (command: Waiting, sentence: string): Need =>
  ({ kind: "refused", id: command.id, command: command.kind, sentence, at: command.occurredAt, fields: command.fields });

/** A confirmation that the server still waits for, told by a snapshot: this device may have lost its own. */
export const needFromSnapshot = ({ command_id, asked, occurred_at, body }: Confirmation): Need => ({
  kind: "asked", id: command_id, at: occurred_at, sentence: asked,
  status: typeof body["status"] === "string" ? body["status"] : null,
  taskingId: typeof body["tasking_id"] === "string" ? body["tasking_id"] : null,
});

export function endedNeed(card: Card, at: Instant): Need {
  // The reason comes as "withdrawn: the words"; the sentence says the first part already.
  const why = card.end_reason ? `: ${card.end_reason.replace(/^(withdrawn|diverted): /, "")}` : "";
  const ending = card.state === "diverted" ? "You were diverted from" : "You were stood down from";
  return { kind: "ended", id: card.id, at, sentence: `${ending} ${card.incident.what}, ${card.incident.address}${why}.` };
}

/** A word of the control room that this app cannot take in: the officer must know that there was one. */
export const unreadNeed = (id: string, at: Instant): Need =>
  ({ kind: "unread", id, at, sentence: "Something that the control room sent cannot be read here: ask control." });

/** One need per thing: the newest word on it stays. */
export const withNeed = (needs: Need[], need: Need): Need[] => [...needs.filter(({ id }) => id !== need.id), need];

/** Taskings that these messages take away from the officer; their own results and declines need no telling. */
export function endingsIn(held: Card[], messages: Message[]): Need[] {
  return messages.flatMap(({ kind, body, at }) => {
    const card = body as Card;
    const ours = kind === "tasking.changed" && held.some(({ id }) => id === card.id);
    return ours && (card.state === "withdrawn" || card.state === "diverted") ? [endedNeed(card, card.ended_at ?? at)] : [];
  });
}

/** Taskings that were gone when a snapshot came: nobody told this device why. In another life of the record it was forgotten, not taken. */
export function goneFrom(held: Card[], now: Card[], ownDoing: ReadonlySet<Id>, at: Instant, isRestored = false): Need[] {
  const words = ({ incident: { what, address } }: Card): string =>
    isRestored ? `The control room's record was restored and has lost ${what}, ${address}. Say by radio that you are on it.` : `No longer yours: ${what}, ${address}.`;
  return held
    .filter((card) => !now.some(({ id }) => id === card.id) && !ownDoing.has(card.id))
    .map((card) => ({ kind: "ended", id: card.id, at, sentence: words(card) }));
}

/** How the device remembers that the officer has dealt with it, so that a snapshot does not ask again. */
export const needKey = (id: Id): string => `need/${id}`;
