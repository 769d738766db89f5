// What is answered most often to a point of the checklist, for one press each. The words are what the crew reads.

export const ALL_ANSWERS = { known: "Known", nothing: "None", unchecked: "Not checked" } as const;

interface Answers {
  /** Each is an answer by itself. */
  known: readonly string[];
  /** Asked, and there is none. */
  nothing?: string;
}

const ANSWERS: Record<string, Answers> = {
  weapons: { known: [], nothing: "None seen" },
  suspect: { known: ["Still there", "Has left"], nothing: "Caller cannot say" },
  hurt: { known: ["Hurt", "Drunk"], nothing: "Nobody hurt" },
  place: { known: ["Dog"], nothing: "None known" },
  children: { known: ["Yes"], nothing: "None" },
  people: { known: [], nothing: "Caller cannot say" },
  orders: { known: [], nothing: "None known" },
  marac: { known: ["MARAC this year"], nothing: "Neither" },
  access: { known: ["Caller opens"], nothing: "Plain way in" },
  speech: { known: ["Interpreter", "Deaf"], nothing: "No needs" },
  backup: { known: ["Ambulance called"], nothing: "None called" },
  supervisor: { known: ["Aware"], nothing: "Not yet" },
  vehicles: { known: [], nothing: "None" },
};

export const answersFor = (point: string): Answers => ANSWERS[point] ?? { known: [], nothing: "None" };
