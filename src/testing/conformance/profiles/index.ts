import { suite } from "../suite";
import { links } from "./links";
import { profiles as byName } from "./profiles";
import { refusals } from "./refusals";

export const profiles = suite("profiles", { ...byName, ...links, ...refusals });
