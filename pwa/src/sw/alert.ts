// What a push shows. It is shown always and at once, whatever is in it: a browser that sees a push
// without a notification takes the subscription away. A lock screen is public, so it says only *come*.

export interface Said {
  title: string;
  body: string;
  /** `tasking`, `changed`, `message`, `test`, `renew`, `check`. */
  kind: string;
  /** Where the receipt goes; empty for a push that we could not read. */
  receipt: string;
}

interface Declared {
  notification?: { title?: string; body?: string; data?: { k?: string; r?: string } };
}

/** A push event, as far as it is read. */
export type Pushed = Declared & { data: { json: () => unknown } | null };

const BARE: Said = { title: "Bluelamp", body: "Something needs you. Open to read it.", kind: "tasking", receipt: "" };

/** Reads a push in either form: Safari has made it a notification already, everybody else gives the JSON. */
export function read(event: Pushed): Said {
  const { title, body, data } = event.notification ?? declared(event)?.notification ?? {};
  return { title: title ?? BARE.title, body: body ?? BARE.body, kind: data?.k ?? BARE.kind, receipt: data?.r ?? "" };
}

function declared(event: Pushed): Declared | null {
  try {
    return event.data?.json() as Declared | null;
  } catch {
    return null;
  }
}

const ACCEPT = { action: "accept", title: "Accept and go" };
const READ = { action: "read", title: "Read" };
const actions: Record<string, (typeof ACCEPT)[]> = { tasking: [ACCEPT, READ], changed: [READ], message: [READ] };

/** It only asks whether it arrives: shown, because every push must be, and nobody has to hear it. */
export const QUIET = "check";

/** Each push has a notification of its own: one must not replace another that nobody has seen. Only of the quiet ones the last is enough. */
export const optionsFor = (said: Said): NotificationOptions => ({
  body: said.body,
  data: { k: said.kind, r: said.receipt },
  tag: said.kind === QUIET ? QUIET : said.receipt || said.kind,
  icon: "/icons/lamp-192.png",
  badge: "/icons/lamp-192.png",
  requireInteraction: said.kind in actions,
  ...({ actions: actions[said.kind] ?? [], ...(said.kind === QUIET ? { silent: true } : { vibrate: [300, 100, 300, 100, 300] }) } as object),
});
