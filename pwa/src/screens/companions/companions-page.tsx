import { companions, type Companion, withdrawCompanion } from "../../api/positions.ts";
import type { Session } from "../../domain/rows.ts";
import { bothTimes, clockTime, dayOf } from "../../domain/times.ts";
import { Lamp } from "../../ui/lamp.tsx";
import { useMarking } from "../../ui/marking.ts";
import { ThemePicker } from "../../ui/theme-picker.tsx";
import { Keeping } from "./keeping.tsx";
import { NewKey } from "./new-key.tsx";
import { PartnersPart } from "./partners-part.tsx";
import { useLooking } from "./use-looking.ts";
import { WithdrawButton } from "./withdraw-button.tsx";

/** Apps and radios that people already have, and that may tell where a unit is: given out and taken back. */
export function CompanionsPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const { found, problem, setProblem, look } = useLooking(companions);
  useMarking("OFFICIAL");

  const inUse = found?.items.filter(({ withdrawn_at }) => !withdrawn_at) ?? [];
  const withdrawn = found?.items.filter(({ withdrawn_at }) => withdrawn_at) ?? [];
  return (
    <main class="companions-page">
      <header class="companions-head">
        <h1><Lamp />Companion devices</h1>
        <span class="companions-who"><ThemePicker /><b>{session.officer.name}</b> <button type="button" class="btn" onClick={onSignOut}>Sign out</button></span>
      </header>
      <p class="companions-why">An app or a radio that somebody already has can tell where their unit is. What it tells is kept only while its officer, or its vehicle, is on duty; off duty nothing is stored.</p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      <NewKey cotPort={found?.cot_port ?? null} onMade={look} />
      <section class="companions-box" aria-labelledby="in-use">
        <h2 id="in-use">In use</h2>
        {found && inUse.length === 0 && <p class="soft">None yet.</p>}
        <ul class="companions-list">
          {inUse.map((row) => <Row key={row.id} row={row} onDone={look} onProblem={setProblem} />)}
        </ul>
        {withdrawn.length > 0 && (
          <details>
            <summary>{withdrawn.length} withdrawn</summary>
            <ul class="companions-list">
              {withdrawn.map((row) => <li key={row.id} class="companion companion-gone"><b>{row.label}</b><span>{whoseOf(row)}</span><span class="soft">withdrawn by {row.withdrawn_by}, {dayOf(row.withdrawn_at ?? "")}</span></li>)}
            </ul>
          </details>
        )}
      </section>
      <Keeping mayChange={session.officer.roles.includes("administrator")} />
      <PartnersPart />
    </main>
  );
}

const whoseOf = (row: Companion): string => row.officer ?? `vehicle ${row.vehicle ?? ""}`;

function heardWords(row: Companion): string {
  if (!row.heard_at) return "Never heard of";
  const shown = bothTimes(row.heard_at, row.heard_at, Date.now()).shown;
  return `Heard ${shown}: ${row.outcome ?? ""}`;
}

function Row({ row, onDone, onProblem }: { row: Companion; onDone: () => Promise<void>; onProblem: (words: string) => void }) {
  return (
    <li class="companion">
      <b>{row.label}</b>
      <span>{whoseOf(row)} · {row.protocol_name}</span>
      <span class={row.outcome === "stored" ? "companion-good" : "soft"}>{heardWords(row)}</span>
      <span class="soft">{row.unit ? `On duty as ${row.unit}` : "Off duty: nothing is kept"} · made by {row.made_by}, {dayOf(row.made_at)} {clockTime(row.made_at)}</span>
      <WithdrawButton label={`Withdraw ${row.label}`} withdraw={() => withdrawCompanion(row.id)} onDone={onDone} onProblem={onProblem} />
    </li>
  );
}
