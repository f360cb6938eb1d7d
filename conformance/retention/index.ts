import { suite } from "../suite";
import { hiding } from "./hiding";
import { policies } from "./policies";
import { pruning } from "./pruning";

export const retention = suite("retention", { ...policies, ...hiding, ...pruning });
