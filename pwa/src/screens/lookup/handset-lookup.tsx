// The lookup on the handset and in the vehicle: from a job, whose reason it is, or on its own with a reason of one tap.
import { useState } from "preact/hooks";
import type { Purpose } from "../../domain/lookup.ts";
import type { Card } from "../../domain/rows.ts";
import type { Device } from "../../sync/device.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { Foot } from "../handset/foot.tsx";
import { HelpButton } from "../handset/help.tsx";
import { openDuty, route } from "../handset/route.ts";
import { Sheet } from "../handset/sheet.tsx";
import { lookedUp, noteLookedUp } from "./looked-up.ts";
import { Lookup } from "./lookup.tsx";
import { memoryOfPage } from "./memory.ts";
import { NameHere } from "./name-here.tsx";
import { Overlay } from "./overlay.ts";
import { ReasonChoice, type Chosen } from "./reason-choice.tsx";

const memory = memoryOfPage();
// What was opened for a job can be named in a report from it, for as long as this memory holds and nowhere else.
memory.subscribe(() => noteLookedUp(memory.get()));
let whose = "";
const OTHERWISE = { offline: "use the radio", unsure: "Ask the control room when it matters." };

/** What was found belongs to one duty and one purpose. Signed out, locked, off duty or for another job: it is gone. */
function belongsTo(owner: string): void {
  if (owner !== whose) {
    memory.forget();
    lookedUp.set([]);
  }
  whose = owner;
}

let watched: Device | undefined;

function watchDuty(device: Device): void {
  if (watched === device) return;
  watched = device;
  device.view.subscribe(() => {
    const { phase, handset } = device.view.get();
    if (phase === "ready" && handset?.duty && whose.startsWith(handset.duty.id)) return;
    belongsTo("");
    // The next duty starts on its own screen and not in somebody's search.
    if (phase !== "opening" && !handset?.duty && route.get().screen === "lookup") openDuty();
  });
}

export function HandsetLookup({ taskingId }: { taskingId: string | null }) {
  const { device } = useHandheld();
  const { handset, codes, link } = useView();
  const [why, setWhy] = useState<Chosen>({ reason: "", words: "" });
  const card = handset?.cards.find(({ id }) => id === taskingId) ?? null;
  // On its own a lookup is for no job; with one job only, what is found may still be named to it.
  const job = card ?? (handset?.cards.length === 1 ? handset.cards[0] ?? null : null);
  watchDuty(device);
  belongsTo(`${handset?.duty?.id} ${card?.id ?? ""}`);
  return (
    <>
      <main class="page lookup-page">
        <h1 class="page-title" tabIndex={-1}>Look up</h1>
        <Overlay.Provider value={Sheet}>
          <Lookup key={card?.id} memory={memory} purpose={card ? { reason: "attending", tasking_id: card.id } : purposeOf(why)} cad={card?.incident.cad ?? ""} offline={link.kind === "dead"} otherwise={OTHERWISE} todo={(record) => job && <NameHere card={job} record={record} />}>
            {card ? <ForJob card={card} /> : <ReasonChoice reasons={codes?.lookup_reasons ?? []} chosen={why} onChange={setWhy} />}
          </Lookup>
        </Overlay.Provider>
      </main>
      <Foot><HelpButton /></Foot>
    </>
  );
}

const ForJob = ({ card: { incident } }: { card: Card }) => <p class="note">For {incident.cad || "this tasking"}: {incident.what}. The reason is logged by itself.</p>;

function purposeOf({ reason, words }: Chosen): Purpose | string {
  if (!reason) return "Choose why you look.";
  return words.trim() ? { reason, reason_text: words.trim() } : { reason };
}
