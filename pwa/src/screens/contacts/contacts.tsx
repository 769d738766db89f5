// Whom to ask and how, kept on the device like everything else: it opens without signal.
import type { Card, ContactLine } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { Age } from "../../ui/age.tsx";
import { useView } from "../handset/context.ts";
import "./contacts.css";

/** The people on the job, who tasked it, and the lines of the pods that have to do with it. */
export function Contacts({ card = null }: { card?: Card | null }) {
  const { handset, codes } = useView();
  const unit = handset?.unit;
  if (!unit) return null;
  const pods = [...new Set([card?.incident.pod ?? unit.pod, unit.pod])];
  return (
    <section class="card contacts" aria-labelledby="contacts-heading">
      <div class="contacts-head"><h2 id="contacts-heading">Contacts</h2><Told /></div>
      <dl>
        <dt class="mono">{unit.callsign}</dt><dd>{unit.crew.map(({ rank, name }) => `${rank} ${name}`).join(", ")}</dd>
        {card?.crews?.map(({ callsign, crew }) => <Others key={callsign} callsign={callsign} crew={crew} />)}
        {card?.assigned_by && <><dt>Tasked by</dt><dd>{card.assigned_by}</dd></>}
      </dl>
      {pods.map((pod) => <Lines key={pod} pod={codes?.pods.find(({ code }) => code === pod)?.name ?? pod} lines={codes?.contacts?.filter((line) => line.pod === pod) ?? []} />)}
    </section>
  );
}

const Others = ({ callsign, crew }: { callsign: string; crew: string[] }) => <><dt class="mono">{callsign}</dt><dd>{crew.join(", ") || "crew not known"}</dd></>;

/** How old it is, once nobody keeps it fresh. */
function Told() {
  const { link, heardAt } = useView();
  return link.kind === "live" || !heardAt ? null : <span class="soft">as of {clockTime(heardAt)}, <Age since={heardAt} /> ago</span>;
}

function Lines({ pod, lines }: { pod: string; lines: ContactLine[] }) {
  if (!lines.length) return null;
  return (
    <>
      <p class="soft">{pod}{lines.some(({ made_up }) => made_up) && " · numbers made up"}</p>
      <div class="contacts-lines">
        {lines.map(({ code, label, phone }) => <a key={code} class="btn" href={`tel:${phone.replaceAll(" ", "")}`}><span>{label}</span> <span class="mono">{phone}</span></a>)}
      </div>
    </>
  );
}
