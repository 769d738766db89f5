import { useEffect, useState } from "preact/hooks";
import { reportsWaiting } from "../../api/reports.ts";

const AGAIN_MS = 15_000;

/** To the reports from the street, which only a supervisor decides, with how many wait there. */
export function ReportsLink() {
  const [told, setTold] = useState<{ waiting: number; urgent: number }>({ waiting: 0, urgent: 0 });
  useEffect(() => {
    const ask = (): void => void reportsWaiting().then(setTold, () => undefined);
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const { waiting, urgent } = told;
  return (
    <a class={urgent ? "small head-reports is-urgent" : "small head-reports"} href="/records#street" target="_blank" rel="noopener">
      Reports {waiting > 0 && <b>{waiting}<span class="unseen"> waiting</span></b>}
      {urgent > 0 && <span>urgent</span>}
    </a>
  );
}
