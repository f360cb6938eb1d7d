/** Something that is not as the day expects it. The day stops there. */
export class Unexpected extends Error {}

/** @param what is true on a good day, as a sentence @throws Unexpected */
export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Unexpected(`Expected, and not so: ${what}.`);
}
