// One tasking: risk before everything that is read on the way, one large next action at the thumb.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Card } from "../../domain/rows.ts";
import { nextFor } from "../../domain/status.ts";
import { zonesOf } from "../../domain/zones.ts";
import { useTick } from "../../ui/tick.ts";
import { later } from "../../ui/later.tsx";
import { Shield } from "../../ui/shield.tsx";
import { TaskingRow } from "../duty/tasking-row.tsx";
import { ActButton } from "../handset/act-button.tsx";
import { useHandheld, useView } from "../handset/context.ts";
import { Foot } from "../handset/foot.tsx";
import { HelpButton } from "../handset/help.tsx";
import { openDuty, openLookup } from "../handset/route.ts";
import { useShown } from "../handset/use-shown.ts";
import { DeclineSheet, MoreSheet, NoteSheet, ResultSheet, StatusSheet, ThriveSheet } from "../sheets/sheets.ts";
import { BriefHead } from "./brief-head.tsx";
import { RiskCard } from "./risk-card.tsx";
import { Told } from "./told.tsx";
import { ZonesPart } from "./zones-part.tsx";
import "./tasking.css";

// Not needed to read the brief, so they come right after it; all are kept with the rest for a start without signal.
const Way = later(() => import("./way.tsx").then((sketch) => sketch.Way));
const AroundPart = later(() => import("../around/around-part.tsx").then((part) => part.AroundPart));
const Log = later(() => import("./log.tsx").then((part) => part.Log));
const ThrivePart = later(() => import("./thrive-part.tsx").then((part) => part.ThrivePart));
const Contacts = later(() => import("../contacts/contacts.tsx").then((list) => list.Contacts));

type Open = "more" | "status" | "result" | "decline" | "note" | "thrive" | null;

export function TaskingScreen({ id }: { id: string }) {
  const { handset } = useView();
  const card = handset?.cards.find((one) => one.id === id);
  if (!card) return <Gone />;
  return <TaskingOf key={card.id} card={card} others={handset?.cards.filter((one) => one.id !== id) ?? []} />;
}

function TaskingOf({ card, others }: { card: Card; others: Card[] }) {
  const { device } = useHandheld();
  const { handset } = useView();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const now = useTick();
  const broken = (): void => void device.cannotShow(card);
  // A part that is broken is tried anew when the card is another one.
  const part = (name: string, shown: ComponentChildren, onBroken?: () => void) => <Shield key={name + card.revision} onBroken={onBroken}>{shown}</Shield>;
  useShown(card);
  useEffect(() => {
    if (!card.seen_at) void device.act("mark_seen", { tasking_id: card.id });
  }, [card.id]);

  return (
    <>
      <main class="page tasking">
        <div class="pane pane-brief">
          {part("brief", <BriefHead card={card} />, broken)}
          {part("zones", <ZonesPart zones={zonesOf(card, handset?.zones, now)} now={now} />)}
          {part("risk", <RiskCard card={card} />, broken)}
          {part("told", <Told card={card} />)}
        </div>
        <div class="pane pane-rest">
          {part("way", <Way card={card} />)}
          {part("around", <AroundPart card={card} />)}
          <Shield key={card.thrive?.length}><ThrivePart card={card} onAssess={() => setOpen("thrive")} /></Shield>
          {part("log", <Log card={card} onAdd={() => setOpen("note")} />)}
          {part("contacts", <Contacts card={card} />)}
          {others.length > 0 && <section aria-label="Other taskings" class="taskings">{others.map((other) => <Shield key={`${other.id} ${other.revision}`}><TaskingRow card={other} /></Shield>)}</section>}
        </div>
      </main>
      <Foot>
        <ActButton next={nextFor(card, handset?.unit ?? null)} card={card} onResult={() => setOpen("result")} />
        <div class="foot-row">
          {card.state === "assigned"
            ? <button type="button" class="btn" onClick={() => setOpen("decline")}>Decline</button>
            : <button type="button" class="btn" onClick={() => setOpen("status")}>Status</button>}
          <button type="button" class="btn" onClick={() => setOpen("more")}>More</button>
          <button type="button" class="btn" onClick={() => openLookup(card.id)}>Look up</button>
          <HelpButton />
        </div>
      </Foot>
      {open === "more" && <MoreSheet card={card} onClose={close} />}
      {open === "status" && <StatusSheet card={card} onClose={close} />}
      {open === "result" && <ResultSheet card={card} onClose={close} />}
      {open === "decline" && <DeclineSheet card={card} onClose={close} />}
      {open === "note" && <NoteSheet card={card} onClose={close} />}
      {open === "thrive" && <ThriveSheet card={card} onClose={close} />}
    </>
  );
}

function Gone() {
  return (
    <>
      <main class="page calm">
        <h1 class="calm-words">This tasking is no longer yours</h1>
        <button type="button" class="btn btn-strong" onClick={openDuty}>Back to your duty</button>
      </main>
      <Foot><HelpButton /></Foot>
    </>
  );
}
