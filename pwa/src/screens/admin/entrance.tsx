// Who sets up what officers may be sent to and which units are covert: supervisors and administrators.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import { AdminPage } from "./admin-page.tsx";

const NOT_FOR_YOU = {
  title: "Administration is for supervisors and administrators",
  words: "Ask one of them to have a restriction of yours entered, changed or ended.",
};

export const Entrance = () => <PageEntrance surface="Administration" roles={["supervisor", "administrator"]} page={AdminPage} notForYou={NOT_FOR_YOU} />;
