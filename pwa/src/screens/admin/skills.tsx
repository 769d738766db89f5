import { useState } from "preact/hooks";
import { certify, type Ending, findOfficers, type HeldSkill, type Skills as Known, skills, takeSkill, type Trained } from "../../api/administration.ts";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { dayOf } from "../../domain/times.ts";
import { useLooking } from "../office/use-looking.ts";
import { WithdrawButton } from "../office/withdraw-button.tsx";

/** What officers are trained for: looked up one by one, and whose training runs out. */
export function Skills() {
  const { found, problem, look } = useLooking(skills);
  const [who, setWho] = useState("");
  const [officers, setOfficers] = useState<Trained[] | null>(null);
  const [wrong, setWrong] = useState("");

  async function find(name: string): Promise<void> {
    try {
      setOfficers((await findOfficers(name)).items);
      setWrong("");
    } catch (error) {
      setWrong(inWords(error));
    }
  }

  async function again(): Promise<void> {
    await Promise.all([look(), find(who.trim())]);
  }

  const said = wrong || problem;
  return (
    <section class="office-box" aria-labelledby="skills">
      <h2 id="skills">Skills of officers</h2>
      <p class="soft">A skill counts until its last day. A unit on duty is counted again at once, and at midnight; a skill that is new to an officer is brought along with their next book-on.</p>
      <form class="office-line" role="search" onSubmit={(event) => { event.preventDefault(); void find(who.trim()); }}>
        <label for="trained">Pay number or name</label>
        <input id="trained" class="trained-who" value={who} required minLength={3} maxLength={60} autocomplete="off" spellcheck={false} onInput={(event) => setWho(event.currentTarget.value)} />
        <button type="submit" class="btn btn-strong">Find</button>
      </form>
      {said && <p class="note note-danger" role="alert">{said}</p>}
      {officers?.length === 0 && <p role="status">No officer who serves has this pay number or name.</p>}
      {officers?.map((one) => <Officer key={one.pay_number} one={one} kinds={found?.kinds ?? []} onDone={again} onProblem={setWrong} />)}
      <RunningOut ending={found?.ending ?? []} onFind={(payNumber) => { setWho(payNumber); void find(payNumber); }} />
    </section>
  );
}

const inWords = (error: unknown): string => error instanceof ApiError ? Object.values(error.details).flat().join(" ") || error.message : sentenceFor(error);

interface Doing {
  onDone: () => Promise<void>;
  onProblem: (words: string) => void;
}

function Officer({ one, kinds, onDone, onProblem }: { one: Trained; kinds: Known["kinds"] } & Doing) {
  return (
    <article class="trained" aria-label={`Skills of ${one.officer}`}>
      <h3>{one.officer} <span class="mono soft">{one.pay_number}</span> <span class="soft">{one.pod}</span></h3>
      {one.skills.length === 0 && <p class="soft">No skill is entered.</p>}
      <ul class="trained-list">
        {one.skills.map((held) => <Held key={`${held.skill} ${held.valid_until}`} payNumber={one.pay_number} held={held} onDone={onDone} onProblem={onProblem} />)}
      </ul>
      <NewSkill payNumber={one.pay_number} kinds={kinds.filter(({ code }) => !one.skills.some((held) => held.skill === code))} onDone={onDone} onProblem={onProblem} />
    </article>
  );
}

async function keep(payNumber: string, skill: string, until: string, { onDone, onProblem }: Doing): Promise<void> {
  try {
    await certify(payNumber, skill, until || null);
    await onDone();
  } catch (error) {
    onProblem(inWords(error));
  }
}

function Held({ payNumber, held, onDone, onProblem }: { payNumber: string; held: HeldSkill } & Doing) {
  const [until, setUntil] = useState(held.valid_until ?? "");
  const isChanged = until !== (held.valid_until ?? "");
  const field = `until-${payNumber}-${held.skill}`;
  return (
    <li class="trained-row">
      <b>{held.label}</b>
      <Validity held={held} />
      <form class="trained-until" onSubmit={(event) => { event.preventDefault(); void keep(payNumber, held.skill, until, { onDone, onProblem }); }}>
        <label for={field}>Last day</label>
        <input id={field} type="date" aria-label={`Last day of ${held.label}`} value={until} onInput={(event) => setUntil(event.currentTarget.value)} />
        <button type="submit" class="btn" disabled={!isChanged} aria-label={`Keep the last day of ${held.label}`}>Keep</button>
      </form>
      <WithdrawButton words={{ ask: "Take away", sure: "Take it away now" }} label={`Take away ${held.label}`} withdraw={() => takeSkill(payNumber, held.skill)} onDone={onDone} onProblem={onProblem} />
    </li>
  );
}

function Validity({ held }: { held: HeldSkill }) {
  if (!held.valid_until) return <span class="office-good">Counts, without an end</span>;
  if (held.live) return <span class="office-good">Counts until {dayOf(held.valid_until)}</span>;
  return <b class="trained-out">Ran out on {dayOf(held.valid_until)}</b>;
}

function NewSkill({ payNumber, kinds, onDone, onProblem }: { payNumber: string; kinds: Known["kinds"] } & Doing) {
  const [skill, setSkill] = useState("");
  const [until, setUntil] = useState("");
  const groups = [...new Set(kinds.map(({ group }) => group))];

  async function add(): Promise<void> {
    await keep(payNumber, skill, until, { onDone, onProblem });
    setSkill("");
    setUntil("");
  }

  return (
    <form class="trained-new" aria-label="Add a skill" onSubmit={(event) => { event.preventDefault(); void add(); }}>
      <div class="field">
        <label for={`skill-${payNumber}`}>Another skill</label>
        <select id={`skill-${payNumber}`} value={skill} required onChange={(event) => setSkill(event.currentTarget.value)}>
          <option value="">Choose</option>
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {kinds.filter((kind) => kind.group === group).map(({ code, label }) => <option key={code} value={code}>{label}</option>)}
            </optgroup>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`new-until-${payNumber}`}>Last day <span class="soft">(none: for good)</span></label>
        <input id={`new-until-${payNumber}`} type="date" value={until} onInput={(event) => setUntil(event.currentTarget.value)} />
      </div>
      <button type="submit" class="btn">Add the skill</button>
    </form>
  );
}

function RunningOut({ ending, onFind }: { ending: Ending[]; onFind: (payNumber: string) => void }) {
  const out = ending.filter(({ live }) => !live);
  const soon = ending.filter(({ live }) => live);
  return (
    <>
      <h3 class="trained-head">Runs out within 60 days, or has run out</h3>
      {ending.length === 0 && <p class="soft">Nobody's training does.</p>}
      <ul class="trained-list" aria-label="Training that runs out">
        {[...soon, ...out.reverse()].map((one) => (
          <li key={`${one.pay_number} ${one.skill}`} class="trained-row trained-ending">
            <b>{one.officer} <span class="mono soft">{one.pay_number}</span></b>
            <span>{one.label} · {one.pod}</span>
            <Validity held={one} />
            <button type="button" class="btn" aria-label={`Open the skills of ${one.officer}`} onClick={() => onFind(one.pay_number)}>Open</button>
          </li>
        ))}
      </ul>
    </>
  );
}
