import { suite } from "../suite";
import { advisories } from "./advisories";
import { catalogue } from "./catalogue";
import { installs } from "./installs";
import { latest } from "./latest";
import { refusals } from "./refusals";
import { releases } from "./releases";
import { rollouts } from "./rollouts";

export const marketplace = suite("marketplace", {
  ...catalogue,
  ...releases,
  ...latest,
  ...advisories,
  ...installs,
  ...rollouts,
  ...refusals,
});
