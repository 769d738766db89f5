// What intelligence that is taken in does to the record: everybody it names is linked with it, and with one another where that is said.
import { possibleLinks, type PossibleLink, type ReportSubject } from "../../domain/street.ts";

export interface Linking {
  /** As what each person is told of, by record. */
  people: Record<string, string>;
  /** The pairs that belong together, by key. */
  links: readonly string[];
}

const CATEGORIES: readonly [string, string][] = [["other", "other, or not known"], ["suspect", "suspect"], ["convicted", "convicted"], ["victim", "victim"], ["witness", "witness"]];
const keyOf = ({ from, to }: PossibleLink): string => `${from.id} ${to.id}`;

export const categoriesOf = (subjects: readonly ReportSubject[], { people }: Linking): { id: string; category: string }[] =>
  subjects.filter(({ kind }) => kind === "nominal").map(({ id }) => ({ id, category: people[id] ?? "other" }));

export const chosenLinks = (subjects: readonly ReportSubject[], { links }: Linking): { from_id: string; to_id: string }[] =>
  possibleLinks(subjects).filter((link) => links.includes(keyOf(link))).map(({ from, to }) => ({ from_id: from.id, to_id: to.id }));

export function LinkChoice({ subjects, linking, isDoubted, onChange }: { subjects: readonly ReportSubject[]; linking: Linking; isDoubted: boolean; onChange: (next: Linking) => void }) {
  const people = subjects.filter(({ kind }) => kind === "nominal");
  const pairs = possibleLinks(subjects);
  const toggle = (key: string): void => onChange({ ...linking, links: linking.links.includes(key) ? linking.links.filter((one) => one !== key) : [...linking.links, key] });
  return (
    <div class="link-choice">
      <p>When you take it in, {subjects.length === 1 ? `${subjects[0]?.line} is` : `these ${subjects.length} are`} linked with this report: what was learnt stands on their card and on the risk card of every job that knows them. Who told it does not.</p>
      {people.map(({ id, line }) => (
        <div key={id} class="link-person">
          <label for={`as-${id}`}>{line} is told of as</label>
          <select id={`as-${id}`} value={linking.people[id] ?? "other"} onChange={(event) => onChange({ ...linking, people: { ...linking.people, [id]: event.currentTarget.value } })}>
            {CATEGORIES.map(([code, words]) => <option key={code} value={code}>{words}</option>)}
          </select>
        </div>
      ))}
      {isDoubted ? <p class="hint">It is suspected to be false, so nobody is linked with anybody by it.</p> : pairs.length > 0 && (
        <fieldset class="link-pairs">
          <legend>Link them with one another</legend>
          {pairs.map((pair) => <label key={keyOf(pair)}><input type="checkbox" checked={linking.links.includes(keyOf(pair))} onChange={() => toggle(keyOf(pair))} /> <span>{pair.from.line} <b>{pair.words}</b> {pair.to.line}</span></label>)}
        </fieldset>
      )}
    </div>
  );
}
