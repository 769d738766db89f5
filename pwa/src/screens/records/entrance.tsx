// Who reviews records: reviewers, and supervisors. Every look is written down.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import { Desk } from "./desk.tsx";
import "./records.css";

const NOT_FOR_YOU = { title: "Reviewing records is for reviewers and supervisors", words: "People are looked up on the handset and on the board." };

export const Entrance = () => <PageEntrance surface="Records to review" roles={["reviewer", "supervisor"]} page={Desk} notForYou={NOT_FOR_YOU} />;
