// What an officer on duty sees between jobs, and the list when there is more than one.
import { useState } from "preact/hooks";
import { isAvailable, labelOf, nextWithoutTasking } from "../../domain/status.ts";
import { clockTime } from "../../domain/times.ts";
import { Shield } from "../../ui/shield.tsx";
import { Age } from "../../ui/age.tsx";
import { ActButton } from "../handset/act-button.tsx";
import { useView } from "../handset/context.ts";
import { Foot } from "../handset/foot.tsx";
import { HelpButton } from "../handset/help.tsx";
import { MoreSheet, StatusSheet } from "../sheets/sheets.ts";
import { InstallHint } from "./install-hint.tsx";
import { PositionLine } from "./position-line.tsx";
import { TaskingRow } from "./tasking-row.tsx";
import { later } from "../../ui/later.tsx";
import "./duty.css";

const AlertsRow = later(() => import("./alerts-row.tsx").then((row) => row.AlertsRow));

export function DutyScreen() {
  const { handset } = useView();
  const [sheet, setSheet] = useState<"status" | "more" | null>(null);
  const unit = handset?.unit;
  if (!handset || !unit) return null;
  const next = handset.cards.length ? null : nextWithoutTasking(unit);
  return (
    <>
      <main class="page duty">
        {handset.cards.length ? <Taskings /> : <Nothing />}
        <Shield><DutyFacts /></Shield>
        <InstallHint />
      </main>
      <Foot>
        {next && <ActButton next={next} card={null} onResult={() => undefined} />}
        <div class="foot-row">
          <button type="button" class="btn" onClick={() => setSheet("status")}>Status</button>
          <button type="button" class="btn" onClick={() => setSheet("more")}>More</button>
          <HelpButton />
        </div>
      </Foot>
      {sheet === "status" && <StatusSheet card={null} onClose={() => setSheet(null)} />}
      {sheet === "more" && <MoreSheet card={null} onClose={() => setSheet(null)} />}
    </>
  );
}

function Taskings() {
  const { handset } = useView();
  const cards = handset?.cards ?? [];
  return (
    <section aria-labelledby="taskings">
      <h1 id="taskings" class="page-title" tabIndex={-1}>{cards.length === 1 ? "Your tasking" : `Your ${cards.length} taskings`}</h1>
      <ul class="taskings">{cards.map((card) => <li key={card.id}><Shield key={card.revision}><TaskingRow card={card} /></Shield></li>)}</ul>
    </section>
  );
}

function Nothing() {
  const { handset, codes, link, heardAt } = useView();
  const status = handset?.unit?.status ?? "";
  return (
    <section class="calm">
      <h1 class="calm-words" tabIndex={-1}>{isAvailable(status) ? "Available," : `${labelOf(codes?.statuses, status)},`}<br />nothing for you</h1>
      <p class="soft">
        {link.kind === "live"
          ? <>The control room answered <Age since={link.heardAt} /> ago</>
          : heardAt && <>Last word from the control room {clockTime(heardAt)}, <Age since={heardAt} /> ago</>}
      </p>
    </section>
  );
}

function DutyFacts() {
  const { handset, codes } = useView();
  const duty = handset?.duty;
  if (!duty) return null;
  return (
    <section class="card facts" aria-label="This duty">
      <PositionLine />
      <AlertsRow />
      <dl>
        <dt>Crew</dt><dd>{handset?.unit?.crew.map(({ rank, name }) => `${rank} ${name}`).join(", ")}</dd>
        <dt>Vehicle</dt><dd>{duty.vehicle ?? "On foot"}</dd>
        <dt>Since</dt><dd>{clockTime(duty.started_at)}</dd>
        <dt>Skills</dt><dd>{duty.skills.map((skill) => labelOf(codes?.skills, skill)).join(", ") || "None live"}</dd>
      </dl>
      {duty.dropped_skills.map(({ skill, reason }) => <p key={skill} class="note note-warn"><b>{labelOf(codes?.skills, skill)} dropped:</b> {reason}</p>)}
    </section>
  );
}
