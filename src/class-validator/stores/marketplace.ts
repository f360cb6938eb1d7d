import type { Json } from "../../core/json/json";
import { ADVISORY_WRITES } from "../../stores/marketplace/advisories";
import * as rules from "../../stores/marketplace/inputs";
import { INSTALL_INPUT } from "../../stores/marketplace/install";
import { PATCH } from "../../stores/marketplace/installs";
import { PLUGIN_WRITES } from "../../stores/marketplace/plugins";
import { RELEASE_WRITES } from "../../stores/marketplace/releases";
import { REPOSITORY_WRITES } from "../../stores/marketplace/repositories";
import { ROLLOUT_WRITES } from "../../stores/marketplace/rollouts";
import { SIGNER_WRITES } from "../../stores/marketplace/signers";
import type * as types from "../../stores/marketplace/types";
import { inputClass, queryClass } from "../input-class";

export class MarketplaceRepositoryInput extends inputClass<types.MarketplaceRepositoryInput>(
  REPOSITORY_WRITES.input,
) {}
export class MarketplaceRepositoryPatch extends inputClass<types.MarketplaceRepositoryPatch>(
  REPOSITORY_WRITES.patch,
) {}
export class MarketplaceSignerInput extends inputClass<types.MarketplaceSignerInput>(SIGNER_WRITES.input) {}
export class MarketplaceSignerPatch extends inputClass<types.MarketplaceSignerPatch>(SIGNER_WRITES.patch) {}
export class MarketplacePluginInput extends inputClass<types.MarketplacePluginInput>(PLUGIN_WRITES.input) {}
export class MarketplacePluginPatch extends inputClass<types.MarketplacePluginPatch>(PLUGIN_WRITES.patch) {}
export class MarketplaceReleaseInput extends inputClass<types.MarketplaceReleaseInput>(
  RELEASE_WRITES.input,
) {}
export class MarketplaceReleasePatch extends inputClass<types.MarketplaceReleasePatch>(
  RELEASE_WRITES.patch,
) {}
export class MarketplaceAdvisoryInput extends inputClass<types.MarketplaceAdvisoryInput>(
  ADVISORY_WRITES.input,
) {}
export class MarketplaceAdvisoryPatch extends inputClass<types.MarketplaceAdvisoryPatch>(
  ADVISORY_WRITES.patch,
) {}
export class MarketplaceRolloutInput extends inputClass<types.MarketplaceRolloutInput>(
  ROLLOUT_WRITES.input,
) {}
export class MarketplaceRolloutPatch extends inputClass<types.MarketplaceRolloutPatch>(
  ROLLOUT_WRITES.patch,
) {}
export class MarketplacePluginListQuery extends queryClass<types.MarketplacePluginListQuery>(
  rules.PluginListInput,
) {}
export class MarketplaceReleaseKey extends queryClass<types.MarketplaceReleaseKey>(
  RELEASE_WRITES.input.only(["pluginId", "version"]),
) {}
export class MarketplaceReleaseListQuery extends queryClass<types.MarketplaceReleaseListQuery>(
  rules.ReleaseListInput,
) {}
export class MarketplaceAdvisoryListQuery extends queryClass<types.MarketplaceAdvisoryListQuery>(
  rules.OfPluginListInput,
) {}
export class MarketplaceRolloutListQuery extends queryClass<types.MarketplaceRolloutListQuery>(
  rules.OfPluginListInput,
) {}
export class MarketplaceLatestQuery extends queryClass<types.MarketplaceLatestQuery>(rules.LatestInput) {}
/** Query by `rolloutId` or by `pluginId`. The store checks that exactly one is given. */
export const MarketplaceInRolloutQuery = queryClass(
  rules.InRolloutInput,
) as new () => types.MarketplaceInRolloutQuery;
export type MarketplaceInRolloutQuery = types.MarketplaceInRolloutQuery;
export class MarketplaceInstallInput extends inputClass<
  types.MarketplaceInstallInput,
  types.MarketplaceInstallInput<Json>
>(INSTALL_INPUT) {}
export class MarketplaceInstallPatch extends inputClass<
  types.MarketplaceInstallPatch,
  types.MarketplaceInstallPatch<Json>
>(PATCH) {}
