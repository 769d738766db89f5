import { Age } from "./age.tsx";

export type LinkView =
  | { kind: "connecting" }
  | { kind: "live"; heardAt: number }
  | { kind: "dead"; since: number }
  | { kind: "signed-out"; reason: string };

/** Whether anybody is there, and since when: always in sight, never by colour alone. */
export function LinkChip({ link }: { link: LinkView }) {
  return (
    <span class={`link-state link-${link.kind}`}>
      <span class="link-mark" aria-hidden="true" />
      <LinkWords link={link} />
      {/* Only a change of kind is spoken; the age would talk without end. */}
      <span class="unseen" role="status">{spoken[link.kind]}</span>
    </span>
  );
}

const spoken = {
  connecting: "Connecting to the control room",
  live: "Connected to the control room",
  dead: "No link to the control room",
  "signed-out": "Signed out",
} as const;

function LinkWords({ link }: { link: LinkView }) {
  switch (link.kind) {
    case "live": return <span aria-hidden="true">Live · <Age since={link.heardAt} /></span>;
    case "dead": return <span aria-hidden="true">No link · <Age since={link.since} /></span>;
    case "connecting": return <span aria-hidden="true">Connecting</span>;
    case "signed-out": return <span aria-hidden="true">Signed out</span>;
  }
}
