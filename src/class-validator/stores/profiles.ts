import type { Json } from "../../core/json/json";
import * as rules from "../../stores/profiles/inputs";
import { linkInput } from "../../stores/profiles/link";
import { profileInput } from "../../stores/profiles/profile";
import type * as types from "../../stores/profiles/types";
import { inputClass, queryClass } from "../input-class";

export class ProfileInput extends inputClass<types.ProfileInput, types.ProfileInput<Json>>(profileInput) {}
export class ProfileListQuery extends queryClass<types.ProfileListQuery>(rules.ProfileListInput) {}
export class ProfileNetworkQuery extends queryClass<types.ProfileNetworkQuery>(rules.ProfileNetworkInput) {}
export class ProfileLinkInput extends inputClass<types.ProfileLinkInput>(linkInput) {}
export class ProfileLinkKey extends queryClass<types.ProfileLinkKey>(rules.ProfileLinkKeyInput) {}
export class ProfileLinkFilter extends queryClass<types.ProfileLinkFilter>(rules.ProfileLinkFilterInput) {}
export class ProfileLinkListQuery extends queryClass<types.ProfileLinkListQuery>(
  rules.ProfileLinkListInput,
) {}
