import { suite } from "../suite";
import { debates as whole } from "./debates";
import { events } from "./events";
import { lists } from "./lists";

export const debates = suite("debates", { ...whole, ...events, ...lists });
