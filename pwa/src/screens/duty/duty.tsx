// What an officer on duty sees between jobs, and the list when there is more than one.
import { useState } from "preact/hooks";
import { isAvailable, labelOf, nextWithoutTasking } from "../../domain/status.ts";
import { clockTime } from "../../domain/times.ts";
import { eachZone } from "../../domain/zones.ts";
import { useTick } from "../../ui/tick.ts";
import { ZonesPart } from "../tasking/zones-part.tsx";
import { Shield } from "../../ui/shield.tsx";
import { Age } from "../../ui/age.tsx";
import { ActButton } from "../handset/act-button.tsx";
import { useHandheld, useView } from "../handset/context.ts";
import { openLookup } from "../handset/route.ts";
import { Foot } from "../handset/foot.tsx";
import { HelpButton } from "../handset/help.tsx";
import { MoreSheet, StatusSheet } from "../sheets/sheets.ts";
import { TaskingRow } from "./tasking-row.tsx";
import { later } from "../../ui/later.tsx";
import "./duty.css";

const InstallHint = later(() => import("./install-hint.tsx").then((hint) => hint.InstallHint));
const Contacts = later(() => import("../contacts/contacts.tsx").then((list) => list.Contacts));
const NoticesPart = later(() => import("./notices-part.tsx").then((part) => part.NoticesPart));
const AroundPart = later(() => import("../around/around-part.tsx").then((part) => part.AroundPart));
const DutyFacts = later(() => import("./duty-facts.tsx").then((facts) => facts.DutyFacts));

export function DutyScreen() {
  const { handset } = useView();
  const [sheet, setSheet] = useState<"status" | "more" | null>(null);
  const now = useTick();
  const unit = handset?.unit;
  if (!handset || !unit) return null;
  const next = handset.cards.length ? null : nextWithoutTasking(unit);
  return (
    <>
      <main class="page duty">
        <div class="pane pane-brief">
          {handset.cards.length ? <Taskings /> : <Nothing />}
          <Shield><ZonesPart zones={eachZone(handset.zones, now)} now={now} /></Shield>
          <Shield><NoticesPart /></Shield>
          <Shield><DutyFacts /></Shield>
        </div>
        <div class="pane pane-rest">
          <Shield><AroundPart card={handset.cards[0] ?? null} /></Shield>
          <Shield><Contacts /></Shield>
          <InstallHint />
        </div>
      </main>
      <Foot>
        {next && <ActButton next={next} card={null} onResult={() => undefined} />}
        <div class="foot-row">
          <button type="button" class="btn" onClick={() => setSheet("status")}>Status</button>
          <button type="button" class="btn" onClick={() => setSheet("more")}>More</button>
          <button type="button" class="btn" onClick={() => openLookup()}>Look up</button>
          <HelpButton />
        </div>
      </Foot>
      {sheet === "status" && <StatusSheet card={null} onClose={() => setSheet(null)} />}
      {sheet === "more" && <MoreSheet card={null} onClose={() => setSheet(null)} />}
    </>
  );
}

function Taskings() {
  const { device } = useHandheld();
  const { handset } = useView();
  const cards = handset?.cards ?? [];
  return (
    <section aria-labelledby="taskings">
      <h1 id="taskings" class="page-title" tabIndex={-1}>{cards.length === 1 ? "Your tasking" : `Your ${cards.length} taskings`}</h1>
      <ul class="taskings">{cards.map((card) => <li key={card.id}><Shield key={card.revision} onBroken={() => void device.cannotShow(card)}><TaskingRow card={card} /></Shield></li>)}</ul>
    </section>
  );
}

function Nothing() {
  const { handset, codes, link, heardAt, waiting } = useView();
  // Until the control room has answered, the job may come back.
  const isResulting = waiting.some(({ kind }) => kind === "result_incident");
  const status = handset?.unit?.status ?? "";
  return (
    <section class="calm">
      <h1 class="calm-words" tabIndex={-1}>{isResulting ? "Result not confirmed yet" : <>{isAvailable(status) ? "Available" : labelOf(codes?.statuses, status)},<br />nothing for you</>}</h1>
      <p class="soft">
        {link.kind === "live"
          ? <>The control room answered <Age since={link.heardAt} /> ago</>
          : heardAt && <>Last word from the control room {clockTime(heardAt)}, <Age since={heardAt} /> ago</>}
      </p>
    </section>
  );
}
