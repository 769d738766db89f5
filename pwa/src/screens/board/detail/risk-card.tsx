import { clockTime, counted, distanceWords, londonDate } from "../../../domain/board/words.ts";
import { isWarning, subjectLine, markingOfRisk, placeOf } from "../../../domain/risk.ts";
import type { Incident, Risk, RiskItem } from "../../../domain/rows.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useBoard } from "../board-context.ts";
import { TakeOff } from "../actions/naming.tsx";
import { Checklist } from "../../risk/checklist.tsx";
import { MarkerWithdrawal } from "../actions/marker-withdrawal.tsx";
import type { Reading } from "./use-incident-detail.ts";

const SEVERITY = { critical: "Critical", high: "High", medium: "Medium", low: "Low" } as const;
const SHAPES = { critical: "■", high: "▲", medium: "◆", low: "●" } as const;

const IN_ONE_LINE = 3;

/** What one must know before anybody is sent, in the first view; the card with its sources stands further down. */
export function WorstFirst({ risk }: { risk: Risk }) {
  const grave = risk.items.filter(({ severity, historic }) => !historic && (severity === "critical" || severity === "high"));
  if (grave.length === 0) return null;
  const show = (): void => document.getElementById("risk")?.scrollIntoView({ block: "start" });
  return (
    <button type="button" class="worst" onClick={show}>
      {grave.slice(0, IN_ONE_LINE).map((item, index) => (
        <span key={index} class={`risk-${item.severity}`}>
          <span class="risk-mark" aria-hidden="true">{SHAPES[item.severity]}</span> <b>{item.title}</b>
        </span>
      ))}
      {grave.length > IN_ONE_LINE && <span>and {grave.length - IN_ONE_LINE} more</span>}
    </button>
  );
}

/** The place's history and markers as the crew gets them, worst first, with source and age. */
export function RiskCard({ reading, incident }: { reading: Reading; incident: Incident }) {
  const risk = reading.state === "read" ? reading.risk : null;
  useMarking(markingOfRisk(risk));
  return (
    <section class="part" aria-labelledby="risk">
      <h2 id="risk">
        <span>Risk: place and people</span>
        <span>{risk && `${distanceWords(risk.radius_m)}, ${risk.months} months`}</span>
      </h2>
      {reading.state === "reading" && <p class="nothing">Reading the history of the place</p>}
      {reading.state === "failed" && (
        <p class="order-words order-refused" role="alert">
          The history cannot be read. {reading.sentence}{" "}
          <button type="button" class="small" onClick={reading.again}>
            Try again
          </button>
        </p>
      )}
      {risk?.failed && (
        <p class="risk-failed" role="alert">
          The history of this place could not be searched. Treat it as unknown.
        </p>
      )}
      {reading.state === "read" && !risk && <p class="nothing needs">No risk card was made for this place yet.</p>}
      {risk && (
        <ul class="risks">
          {risk.items.map((item, index) => (
            <Item key={index} item={item} incident={incident} />
          ))}
        </ul>
      )}
      {risk && (risk.left_out ?? 0) > 0 && <p class="nothing needs">{risk.left_out} more of less weight are not shown.</p>}
      {risk && <Checklist risk={risk} />}
      {risk && incident.state !== "closed" && <AnswerIt />}
      {risk && <Older risk={risk} />}
      {risk && <Searched risk={risk} />}
    </section>
  );
}

function Item({ item, incident }: { item: RiskItem; incident: Incident }) {
  const { session } = useBoard();
  const supervisor = session.officer.roles.includes("supervisor");
  return (
    <li class={`risk risk-${item.severity}${item.historic ? " is-historic" : ""}`}>
      <span class="risk-mark" aria-hidden="true">
        {SHAPES[item.severity]}
      </span>
      <span class="risk-title">
        <b>{item.title}</b>
        {item.count !== null && item.count > 1 && <span class="mono"> ×{item.count}</span>}
        {item.historic && " (historic: review date passed)"}
      </span>
      <span class="risk-level">{item.kind === "history" ? `Past, ${SEVERITY[item.severity].toLowerCase()}` : SEVERITY[item.severity]}</span>
      {item.subject && <span class="risk-text risk-subject">{subjectLine(item)}</span>}
      {item.text && <span class="risk-text">{item.text}</span>}
      <span class="risk-source">
        {[
          item.source,
          item.last_on && `${isWarning(item) ? "added" : "last"} ${londonDate(item.last_on)}`,
          placeOf(item),
          item.entered_by && `entered by ${item.entered_by}`,
          item.review_on && `review ${londonDate(item.review_on)}`,
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {supervisor && item.kind === "marker" && <MarkerWithdrawal item={item} />}
      {item.subject && <TakeOff incident={incident} subject={item.subject} />}
    </li>
  );
}

function AnswerIt() {
  const { desk } = useBoard();
  return (
    <p class="answer-it">
      <button type="button" class="small" onClick={() => desk.action.set("checklist")}>
        Answer the checklist <b class="action-key" aria-hidden="true">C</b>
      </button>
    </p>
  );
}

function Older({ risk }: { risk: Risk }) {
  if (!risk.older || risk.older.count === 0) return null;
  return (
    <p class="risk-older">
      {risk.older.text ||
        `${counted(risk.older.count, "older entry", "older entries")} before this window${risk.older.newest_on ? `, the newest of ${londonDate(risk.older.newest_on)}` : ""}.`}
    </p>
  );
}

function Searched({ risk }: { risk: Risk }) {
  const sources = risk.searched.map(({ source, from, to, rows, imported_at }) => {
    const span = from && to ? `, ${londonDate(from)} to ${londonDate(to)}` : "";
    return `${source}: ${counted(rows, "row")}${span}${imported_at ? `, read in ${londonDate(imported_at)}` : ""}`;
  });
  // A search through nothing finds nothing: that must not read like a clean place.
  if (sources.length === 0) return <p class="nothing needs">No history has been imported, so none could be searched. Treat the place as unknown.</p>;
  return (
    <p class="risk-searched">
      {risk.nothing_found && !risk.failed && <b>Nothing found. </b>}
      Searched {sources.join("; ")}. As of {clockTime(risk.made_at)}.
    </p>
  );
}
