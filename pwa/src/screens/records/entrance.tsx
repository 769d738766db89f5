// Who reviews records: reviewers, and supervisors. Owners of restricted records, whoever they are, see here who came near those.
// Every look is written down.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import type { Session } from "../../domain/rows.ts";
import { OfficePage } from "../office/office-page.tsx";
import { Desk } from "./desk.tsx";
import { Near } from "./near.tsx";
import "./records.css";

const NOT_FOR_YOU = { title: "Reviewing records is for reviewers and supervisors", words: "People are looked up on the handset and on the board." };

const REVIEWERS = ["reviewer", "supervisor"];
const EVERYBODY = [...REVIEWERS, "officer", "dispatcher", "auditor", "administrator"];

function Records({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  if (session.officer.roles.some((role) => REVIEWERS.includes(role))) return <Desk session={session} onSignOut={onSignOut} />;
  return <OfficePage title="Near my restricted records" why={`${NOT_FOR_YOU.title}. ${NOT_FOR_YOU.words}`} session={session} onSignOut={onSignOut}><Near /></OfficePage>;
}

export const Entrance = () => <PageEntrance surface="Records to review" roles={EVERYBODY} offered={REVIEWERS} page={Records} notForYou={NOT_FOR_YOU} />;
