import type * as types from "../../db/pages/page";
import { PageInput } from "../../db/pages/page";
import { queryClass } from "../input-class";

export class PageOptions extends queryClass<types.PageOptions>(PageInput) {}
