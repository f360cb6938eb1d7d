import { suite } from "../suite";
import { kept } from "./kept-links";
import { links } from "./links";
import { networks } from "./network";
import { profiles as byName } from "./profiles";
import { refusals } from "./refusals";

export const profiles = suite("profiles", { ...byName, ...links, ...kept, ...networks, ...refusals });
