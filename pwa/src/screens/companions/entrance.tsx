// Who gives devices their keys and takes them back: supervisors and administrators.
import { PageEntrance } from "../entrance/page-entrance.tsx";
import { CompanionsPage } from "./companions-page.tsx";

const NOT_FOR_YOU = {
  title: "Companion devices are for supervisors and administrators",
  words: "Ask one of them for a key, or to have a lost phone's key withdrawn.",
};

export const Entrance = () => <PageEntrance surface="Companion devices" roles={["supervisor", "administrator"]} page={CompanionsPage} notForYou={NOT_FOR_YOU} />;
