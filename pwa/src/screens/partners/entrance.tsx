// Who decides whom outside of the force we tell where units are: supervisors and administrators.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import { PartnersPage } from "./partners-page.tsx";

const NOT_FOR_YOU = {
  title: "Partners are for supervisors and administrators",
  words: "Ask one of them for a partner's key, or to have one withdrawn.",
};

export const Entrance = () => <PageEntrance surface="Partners" roles={["supervisor", "administrator"]} page={PartnersPage} notForYou={NOT_FOR_YOU} />;
