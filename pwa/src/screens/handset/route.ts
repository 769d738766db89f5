// Where the officer is in the app. The address carries ids that mean nothing to a stranger.
import { settable } from "../../ui/watched.ts";

export type Route = { screen: "duty" } | { screen: "tasking"; id: string } | { screen: "lookup"; id: string | null };

function read(): Route {
  const tasking = /^#\/tasking\/([\w-]+)$/.exec(location.hash)?.[1];
  const lookup = /^#\/lookup(?:\/([\w-]+))?$/.exec(location.hash);
  if (lookup) return { screen: "lookup", id: lookup[1] ?? null };
  return tasking ? { screen: "tasking", id: tasking } : { screen: "duty" };
}

export const route = settable<Route>(read());
addEventListener("hashchange", () => route.set(read()));

export const openTasking = (id: string): void => { location.hash = `#/tasking/${id}`; };
export const openLookup = (id?: string): void => { location.hash = id ? `#/lookup/${id}` : "#/lookup"; };
export const openDuty = (): void => { location.hash = "#/"; };
