import { IsName, Optional, REFUSED, takenAs } from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";
import { checkConfigInput, KEPT, type RetrievalConfigInput, type RetrievalConfigSettings } from "./settings";

/** A member as in a query of `search`. */
const IsSetting = (member: (typeof KEPT)[number]): PropertyDecorator =>
  takenAs(`a valid ${member} of retrieval.search`, (value) => {
    try {
      return checkConfigInput({ name: "any", [member]: value }).settings[member];
    } catch {
      return REFUSED;
    }
  });

/** Validation rules of a configuration: those of a query, for each member alone. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its settings are declared below
export class RetrievalConfigRules implements RetrievalConfigInput {
  @IsName()
  name!: string;
}
for (const member of KEPT) {
  Optional()(RetrievalConfigRules.prototype, member);
  IsSetting(member)(RetrievalConfigRules.prototype, member);
}
export interface RetrievalConfigRules extends RetrievalConfigSettings {}

export class RetrievalConfigVersionsInput extends PageInput {
  @IsName()
  name!: string;
}
