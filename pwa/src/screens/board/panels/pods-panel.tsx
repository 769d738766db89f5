import { useState } from "preact/hooks";
import { useBoard } from "../board-context.ts";

/** One pod, several, or all of London. */
export function PodsPanel() {
  const { pods, codes, desk } = useBoard();
  const before = pods.get();
  const [chosen, setChosen] = useState<string[]>(before === "all" ? codes.pods.map((pod) => pod.code) : before);
  const everything = chosen.length === codes.pods.length;

  function toggle(code: string): void {
    setChosen(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (chosen.length === 0) return;
    pods.set(everything ? "all" : [...chosen].sort());
    desk.panel.set(null);
  }

  return (
    <form class="pods-form" onSubmit={submit}>
      <label class="pods-all">
        <input type="checkbox" autofocus checked={everything} onChange={() => setChosen(everything ? [] : codes.pods.map((pod) => pod.code))} />{" "}
        <b>All London</b>
      </label>
      <div class="pods-grid">
        {codes.pods.map(({ code, name }) => (
          <label key={code}>
            <input type="checkbox" checked={chosen.includes(code)} onChange={() => toggle(code)} /> <b class="mono">{code}</b> {name}
          </label>
        ))}
      </div>
      <p class="form-acts">
        <button type="submit" class="small strong" disabled={chosen.length === 0}>
          Watch {everything ? "all London" : chosen.length === 1 ? "this pod" : `these ${chosen.length} pods`}
        </button>
      </p>
      <p class="soft">Emergencies of every pod always come to every board.</p>
    </form>
  );
}
