// Who comes here: the auditor to the log and its alerts, the supervisor to what waits for a decision.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import { AuditPage } from "./audit-page.tsx";
import "./audit.css";

const NOT_FOR_YOU = {
  title: "The audit is for auditors and supervisors",
  words: <>What is recorded of you is on your handset: More, then <b>What is recorded of me</b>.</>,
};

export const Entrance = () => <PageEntrance surface="Audit" roles={["supervisor", "auditor"]} page={AuditPage} notForYou={NOT_FOR_YOU} />;
