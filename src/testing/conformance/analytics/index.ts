import { suite } from "../suite";
import { calls } from "./calls";
import { feedback } from "./feedback";
import { figures } from "./figures";
import { lists } from "./lists";
import { metrics } from "./metrics";
import { retention } from "./retention";
import { summaries } from "./summaries";
import { variants } from "./variants";

export const analytics = suite("analytics", {
  ...calls,
  ...lists,
  ...feedback,
  ...figures,
  ...summaries,
  ...metrics,
  ...variants,
  ...retention,
});
