import { selection } from "../table";

/** A row's place in the order of a time and the id. */
export interface TimePlace {
  at: Date;
  id: string;
}

export const TIME_PLACE = selection<TimePlace>({ at: "instant", id: "uuid" });

/** The one of two that comes later. */
export const laterPlace = (a: TimePlace, b: TimePlace): TimePlace =>
  a.at > b.at || (a.at.getTime() === b.at.getTime() && a.id > b.id) ? a : b;
