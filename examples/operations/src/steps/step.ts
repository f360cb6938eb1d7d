import type { Server } from "../server";
import type { Shell } from "../shell";

/** What the steps of a day share. */
export interface Day {
  shell: Shell;
  server: Server;
}

/** A part of the day: it runs commands, and checks what they have done. */
export interface Step {
  name: string;
  /** For people. */
  title: string;
  /** @throws Unexpected for the first thing that is not as it should be */
  run(day: Day): Promise<void>;
}
