import { type Partner, partners, withdrawPartner } from "../../api/partners.ts";
import { counted } from "../../domain/board/words.ts";
import { clockTime, dayOf, whenText } from "../../domain/times.ts";
import { Covert } from "./covert.tsx";
import { NewPartner } from "./new-partner.tsx";
import { useLooking } from "./use-looking.ts";
import { WithdrawButton } from "./withdraw-button.tsx";

/** Whom outside of the force we tell where units are: how much, how late, how often they asked. */
export function PartnersPart() {
  const { found, problem, setProblem, look } = useLooking(partners);

  const inUse = found?.items.filter(({ withdrawn_at }) => !withdrawn_at) ?? [];
  const withdrawn = found?.items.filter(({ withdrawn_at }) => withdrawn_at) ?? [];
  return (
    <>
      <header class="companions-head"><h1>Partners</h1></header>
      <p class="companions-why">An ambulance service or another control room can be told where our units are. They get callsign, kind and place, never a name; covert units and crews off duty are in nothing that they get. Each use is written down.</p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {found && <NewPartner known={found} onMade={look} />}
      <section class="companions-box" aria-labelledby="partners-told">
        <h2 id="partners-told">Partners who are told</h2>
        {found && inUse.length === 0 && <p class="soft">None yet.</p>}
        <ul class="companions-list">{inUse.map((row) => <Row key={row.id} row={row} onDone={look} onProblem={setProblem} />)}</ul>
        {withdrawn.length > 0 && (
          <details>
            <summary>{withdrawn.length} withdrawn</summary>
            <ul class="companions-list">
              {withdrawn.map((row) => <li key={row.id} class="companion companion-gone"><b>{row.label}</b><span>{scopeWords(row)}</span><span class="soft">withdrawn by {row.withdrawn_by}, {dayOf(row.withdrawn_at ?? "")}</span></li>)}
            </ul>
          </details>
        )}
      </section>
      {found && <Covert callsigns={found.covert} onDone={look} />}
    </>
  );
}

function scopeWords({ area, kinds, is_precise, delay_s }: Partner): string {
  const late = delay_s === 0 ? "at once" : delay_s < 120 ? `${delay_s} s late` : `${Math.round(delay_s / 60)} min late`;
  return [area ?? "everywhere", kinds.join(", ") || "every kind", is_precise ? "exact places" : "squares of 500 m", late].join(" · ");
}

function Row({ row, onDone, onProblem }: { row: Partner; onDone: () => Promise<void>; onProblem: (words: string) => void }) {
  return (
    <li class="companion">
      <b>{row.label}</b>
      <span>{scopeWords(row)}</span>
      <span class={row.used_at ? "companion-good" : "soft"}>{row.used_at ? `Last told ${whenText(row.used_at, Date.now())}, ${counted(row.uses_today, "use")} in 24 h` : "Never used"}</span>
      <span class="soft">{row.form_name} · made by {row.made_by}, {dayOf(row.made_at)} {clockTime(row.made_at)}</span>
      <WithdrawButton label={`Withdraw the key of ${row.label}`} withdraw={() => withdrawPartner(row.id)} onDone={onDone} onProblem={onProblem} />
    </li>
  );
}
