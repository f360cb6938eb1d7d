import { suite } from "../suite";
import { collections } from "./collections";
import { debates as whole } from "./debates";
import { events } from "./events";
import { lists } from "./lists";
import { transcripts } from "./transcripts";
import { versions } from "./versions";

export const debates = suite("debates", {
  ...whole,
  ...versions,
  ...events,
  ...collections,
  ...transcripts,
  ...lists,
});
