import { suite } from "../suite";
import { bandit } from "./bandit";
import { calls } from "./calls";
import { feedback } from "./feedback";
import { lists } from "./lists";
import { metrics } from "./metrics";
import { retention } from "./retention";
import { summaries } from "./summaries";
import { variants } from "./variants";

export const analytics = suite("analytics", {
  ...calls,
  ...lists,
  ...feedback,
  ...bandit,
  ...summaries,
  ...metrics,
  ...variants,
  ...retention,
});
