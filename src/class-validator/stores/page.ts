import type * as types from "../../db/page";
import { PageInput } from "../../db/page-input";
import { queryClass } from "../input-class";

export class PageOptions extends queryClass<types.PageOptions>(PageInput) {}
