// The other pages of the control room, and whom each lets in.

export interface Page {
  href: string;
  name: string;
  what: string;
}

const PAGES: readonly (Page & { roles: readonly string[] })[] = [
  { href: "/look-back?view=replay", name: "Replay", what: "an incident or an area, played again", roles: ["supervisor", "auditor"] },
  { href: "/look-back", name: "Look back", what: "what a crew could see", roles: ["supervisor", "auditor"] },
  { href: "/records", name: "Records", what: "to review", roles: ["reviewer", "supervisor"] },
  { href: "/audit", name: "Audit", what: "who looked at whom, and why", roles: ["supervisor", "auditor"] },
  { href: "/admin", name: "Administration", what: "officers, units, devices, lists", roles: ["supervisor", "administrator"] },
  { href: "/partners", name: "Partners", what: "their keys and what they are told", roles: ["supervisor", "administrator"] },
  { href: "/companions", name: "Companion devices", what: "other apps that tell positions", roles: ["supervisor", "administrator"] },
];

export const pagesFor = (roles: readonly string[]): Page[] => PAGES.filter((page) => page.roles.some((role) => roles.includes(role)));

/** Of one incident: its id, and nothing about anybody, is in the address. */
export const replayPage = (incidentId: string): string => `/look-back?view=replay&incident=${incidentId}`;

/** Who may replay. */
export const mayReplay = (roles: readonly string[]): boolean => pagesFor(roles).some(({ name }) => name === "Replay");
