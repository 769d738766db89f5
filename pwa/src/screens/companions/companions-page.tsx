import { companions, type Companion, withdrawCompanion } from "../../api/positions.ts";
import type { Session } from "../../domain/rows.ts";
import { bothTimes, clockTime, dayOf } from "../../domain/times.ts";
import { KeyList } from "../office/key-list.tsx";
import { OfficePage } from "../office/office-page.tsx";
import { useLooking } from "../office/use-looking.ts";
import { WithdrawButton } from "../office/withdraw-button.tsx";
import { Keeping } from "./keeping.tsx";
import { NewKey } from "./new-key.tsx";

const WHY = "An app or a radio that somebody already has can tell where their unit is. What it tells is kept only while its officer, or its vehicle, is on duty; off duty nothing is stored.";

/** Apps and radios that people already have, and that may tell where a unit is: given out and taken back. */
export function CompanionsPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const { found, problem, setProblem, look } = useLooking(companions);
  return (
    <OfficePage title="Companion devices" why={WHY} problem={problem} session={session} onSignOut={onSignOut}>
      <NewKey cotPort={found?.cot_port ?? null} onMade={look} />
      <KeyList id="in-use" title="In use" items={found?.items ?? null} words={whoseOf} row={(row) => <Row key={row.id} row={row} onDone={look} onProblem={setProblem} />} />
      <Keeping mayChange={session.officer.roles.includes("administrator")} />
    </OfficePage>
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
    <li class="office-row">
      <b>{row.label}</b>
      <span>{whoseOf(row)} · {row.protocol_name}</span>
      <span class={row.outcome === "stored" ? "office-good" : "soft"}>{heardWords(row)}</span>
      <span class="soft">{row.unit ? `On duty as ${row.unit}` : "Off duty: nothing is kept"} · made by {row.made_by}, {dayOf(row.made_at)} {clockTime(row.made_at)}</span>
      <WithdrawButton label={`Withdraw ${row.label}`} withdraw={() => withdrawCompanion(row.id)} onDone={onDone} onProblem={onProblem} />
    </li>
  );
}
