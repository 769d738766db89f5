// Whether an alert reaches this device, with the time at which that was last proven, and what to do when not.
import { useEffect, useState } from "preact/hooks";
import { sentenceFor } from "../../api/errors.ts";
import { clockTime } from "../../domain/times.ts";
import type { Standing } from "../../domain/wakeups.ts";
import { askToNotify } from "../../shell/notify.ts";
import type { Wakeups } from "../../sync/push.ts";
import { tell } from "../../ui/toast.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld } from "../handset/context.ts";
import { wakeupsOf } from "../handset/wakeups.ts";

export function AlertsRow() {
  const { device } = useHandheld();
  const [wakeups, setWakeups] = useState<Wakeups | null>(null);
  useEffect(() => { void wakeupsOf(device).then((found) => setWakeups(() => found), () => undefined); }, []);
  return wakeups && <Row wakeups={wakeups} />;
}

function Row({ wakeups }: { wakeups: Wakeups }) {
  const standing = useWatched(wakeups.standing);
  // The browser's question belongs to this tap, so it comes before anything is waited for.
  const turnOn = (): void => void askToNotify().then(wakeups.check);
  const test = (): void => void wakeups.test().catch((error: unknown) => tell(sentenceFor(error)));
  switch (standing.kind) {
    case "proven": return <Line words={`proven ${clockTime(standing.at)}`} button="Test my alert" run={test} />;
    case "unanswered": return <Line words={standing.lastProven ? `proven ${clockTime(standing.lastProven)}; not looked at again without a link` : "cannot be looked at without a link"} button="Look again" run={turnOn} />;
    case "proving": return <Line words="waiting for the test to arrive…" />;
    case "looking": return <Line words="being looked at…" button="Look again" run={turnOn} />;
    case "off-here": return <Line words="not set up on this server" />;
    case "not-asked": return <Warning words={warnings[standing.kind]} button="Turn on alerts" run={turnOn} />;
    case "dead": return <Warning words={`No alert reaches this device. ${standing.why} Keep the app in sight and listen to the radio.`} button="Try again" run={turnOn} />;
    default: return <Warning words={warnings[standing.kind]} />;
  }
}

const warnings: Record<Exclude<Standing["kind"], "proven" | "unanswered" | "proving" | "looking" | "off-here" | "dead">, string> = {
  "not-asked": "This device may not alert you yet: while it is locked you would miss a tasking.",
  denied: "Alerts are blocked on this device. Allow notifications for Bluelamp in its settings, then open the app again.",
  install: "An iPhone alerts you only from the home screen: tap Share, then Add to Home Screen, and open Bluelamp there.",
  unsupported: "This browser cannot alert you. Keep the app in sight and listen to the radio.",
};

interface Said { words: string; button?: string; run?: () => void }

const Line = ({ words, button, run }: Said) => (
  <p class="position-line alerts-line" role="status"><span><b>Alerts</b> {words}</span>{button && <button type="button" class="btn" onClick={run}>{button}</button>}</p>
);

const Warning = ({ words, button, run }: Said) => (
  <div class="note note-warn alerts-warning" role="status"><p>{words}</p>{button && <button type="button" class="btn" onClick={run}>{button}</button>}</div>
);

