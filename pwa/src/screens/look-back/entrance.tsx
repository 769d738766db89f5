// Who may look back: supervisors and auditors. Every look is written down.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import { BackPage } from "./back-page.tsx";
import "./look-back.css";

const NOT_FOR_YOU = {
  title: "Looking back is for supervisors and auditors",
  words: "Your own taskings are on the handset; open incidents are on the board.",
};

export const Entrance = () => <PageEntrance surface="Looking back" roles={["supervisor", "auditor"]} page={BackPage} notForYou={NOT_FOR_YOU} />;
