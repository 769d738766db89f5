import { type Partner, partners, withdrawPartner } from "../../api/partners.ts";
import { counted } from "../../domain/board/words.ts";
import type { Session } from "../../domain/rows.ts";
import { clockTime, dayOf, whenText } from "../../domain/times.ts";
import { KeyList } from "../office/key-list.tsx";
import { OfficePage } from "../office/office-page.tsx";
import { useLooking } from "../office/use-looking.ts";
import { WithdrawButton } from "../office/withdraw-button.tsx";
import { NewPartner } from "./new-partner.tsx";

const WHY = "An ambulance service or another control room can be told where our units are. They get callsign, kind and place, never a name; covert units and crews off duty are in nothing that they get. Each use is written down.";

/** Whom outside of the force we tell where units are: how much, how late, how often they asked. */
export function PartnersPage({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const { found, problem, setProblem, look } = useLooking(partners);
  return (
    <OfficePage title="Partners" why={WHY} problem={problem} session={session} onSignOut={onSignOut}>
      {found && <NewPartner known={found} onMade={look} />}
      <KeyList id="partners-told" title="Partners who are told" items={found?.items ?? null} words={scopeWords} row={(row) => <Row key={row.id} row={row} onDone={look} onProblem={setProblem} />} />
    </OfficePage>
  );
}

function scopeWords({ area, kinds, is_precise, delay_s }: Partner): string {
  const late = delay_s === 0 ? "at once" : delay_s % 60 ? `${delay_s} s late` : `${delay_s / 60} min late`;
  return [area ?? "everywhere", kinds.join(", ") || "every kind", is_precise ? "exact places" : "squares of 500 m", late].join(" · ");
}

function Row({ row, onDone, onProblem }: { row: Partner; onDone: () => Promise<void>; onProblem: (words: string) => void }) {
  return (
    <li class="office-row">
      <b>{row.label}</b>
      <span>{scopeWords(row)}</span>
      <span class={row.used_at ? "office-good" : "soft"}>{row.used_at ? `Last told ${whenText(row.used_at, Date.now())}, ${counted(row.uses_today, "use")} in 24 h` : "Never used"}</span>
      <span class="soft">{row.form_name} · made by {row.made_by}, {dayOf(row.made_at)} {clockTime(row.made_at)}</span>
      <WithdrawButton label={`Withdraw the key of ${row.label}`} withdraw={() => withdrawPartner(row.id)} onDone={onDone} onProblem={onProblem} />
    </li>
  );
}
