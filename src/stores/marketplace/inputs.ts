import type { JsonInput, JsonObject } from "../../core/json";
import {
  IsFlag,
  IsInstant,
  IsJson,
  IsJsonObject,
  IsName,
  IsOneOf,
  IsText,
  Nullable,
  Optional,
  rule,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";
import type { MarketplaceAttrs, MarketplaceSeverity } from "./types";
import { parseRange, parseVersion } from "./versions";

const IsVersion = (): PropertyDecorator =>
  rule(
    "a semantic version such as 1.2.3 or 2.0.0-beta.1, without a leading v",
    (value) => typeof value === "string" && parseVersion(value) !== null,
  );

const MOST_RANGE_CHARACTERS = 4096;

/** With prereleases a range may end above the greatest number that a version can have: the same text is then no range any more. */
const isRange = (text: string): boolean => [false, true].every((each) => parseRange(text, each) !== null);

const IsRange = (): PropertyDecorator =>
  rule(
    `a range of semantic versions such as ^1.2 or >=1.0.0 <2.0.0, of at most ${MOST_RANGE_CHARACTERS} characters`,
    (value) => typeof value === "string" && value.length <= MOST_RANGE_CHARACTERS && isRange(value),
  );

const IsPercent = (): PropertyDecorator =>
  rule("a number from 0 to 100", (value) => typeof value === "number" && value >= 0 && value <= 100);

/** What is left out stays as it is in a row that exists, and is null in a new one. */
class CatalogueInput {
  /** Members that have no column; replaces all that was there. Default for a new row: `{}`. */
  @Optional()
  @IsJsonObject()
  attrs?: MarketplaceAttrs | JsonObject | undefined;
}

export class MarketplaceRepositoryInput extends CatalogueInput {
  @IsName()
  id!: string;

  @IsText()
  name!: string;

  @Nullable()
  @IsText()
  url?: string | null | undefined;

  @Nullable()
  @IsText()
  type?: string | null | undefined;

  @Nullable()
  @IsText()
  status?: string | null | undefined;

  @Nullable()
  @IsText()
  trustTier?: string | null | undefined;

  /** Any JSON value; null: none. */
  @Optional()
  @IsJson()
  signingPolicy?: JsonInput | undefined;

  @Nullable()
  @IsInstant()
  lastSyncedAt?: Date | null | undefined;
}

export class MarketplacePluginInput extends CatalogueInput {
  @IsName()
  id!: string;

  /** Id of a repository of the tenant. */
  @IsName()
  repository!: string;

  @IsText()
  name!: string;

  @Nullable()
  @IsText()
  version?: string | null | undefined;

  @Nullable()
  @IsText()
  trustTier?: string | null | undefined;

  @Nullable()
  @IsInstant()
  publishedAt?: Date | null | undefined;
}

export class MarketplaceSignerInput extends CatalogueInput {
  @IsName()
  fingerprint!: string;

  @Nullable()
  @IsText()
  issuer?: string | null | undefined;

  @Nullable()
  @IsText()
  subject?: string | null | undefined;

  @Nullable()
  @IsText()
  trustTier?: string | null | undefined;

  /** Default for a new one: false. */
  @Optional()
  @IsFlag()
  revoked?: boolean | undefined;

  @Nullable()
  @IsInstant()
  notBefore?: Date | null | undefined;

  /** Not before `notBefore`. */
  @Nullable()
  @IsInstant()
  notAfter?: Date | null | undefined;
}

export class MarketplaceReleaseInput extends CatalogueInput {
  /** Id of a plugin of the tenant. */
  @IsName()
  plugin!: string;

  @IsVersion()
  version!: string;

  @Nullable()
  @IsText()
  artifactUrl?: string | null | undefined;

  @Nullable()
  @IsText()
  checksumSha256?: string | null | undefined;

  @Nullable()
  @IsText()
  signature?: string | null | undefined;

  /** Fingerprint of a signer of the tenant. */
  @Nullable()
  @IsName()
  signer?: string | null | undefined;

  @Nullable()
  @IsText()
  minCoreVersion?: string | null | undefined;

  @Nullable()
  @IsText()
  notes?: string | null | undefined;

  /** Default for a new one: false. */
  @Optional()
  @IsFlag()
  yanked?: boolean | undefined;

  @Nullable()
  @IsInstant()
  publishedAt?: Date | null | undefined;
}

export class MarketplaceAdvisoryInput extends CatalogueInput {
  @IsName()
  id!: string;

  /** Id of a plugin of the tenant. */
  @IsName()
  plugin!: string;

  @Nullable()
  @IsText()
  cveId?: string | null | undefined;

  @IsOneOf("low", "medium", "high", "critical")
  severity!: MarketplaceSeverity;

  @Nullable()
  @IsText()
  description?: string | null | undefined;

  @IsRange()
  affectedVersions!: string;

  @Nullable()
  @IsVersion()
  fixedIn?: string | null | undefined;

  @Nullable()
  @IsInstant()
  publishedAt?: Date | null | undefined;
}

export class MarketplaceRolloutInput extends CatalogueInput {
  @IsName()
  id!: string;

  /** Id of a plugin of the tenant. */
  @IsName()
  plugin!: string;

  /** 0 to 100, kept as it is; hundredths of a percent are told apart. */
  @IsPercent()
  percent!: number;
}

/** What an installed plugin may have changed; members left out stay as they are. */
export class MarketplaceInstallPatch extends CatalogueInput {
  @Optional()
  @IsFlag()
  enabled?: boolean | undefined;

  /** Replaces all that was there. */
  @Optional()
  @IsJson()
  config?: JsonInput | undefined;

  @Nullable()
  @IsText()
  trustTier?: string | null | undefined;

  @Nullable()
  @IsText()
  source?: string | null | undefined;
}

/** New installs are enabled and have the config `{}` unless this says otherwise. */
export class MarketplaceInstallInput extends MarketplaceInstallPatch {
  /** Exactly this version. */
  @Optional()
  @IsVersion()
  version?: string | undefined;

  /** The latest version of this range. Default, without `version` too: the latest of all that is no prerelease. */
  @Optional()
  @IsRange()
  range?: string | undefined;

  /** For a new install alone: one that exists keeps its id. Default: a new UUIDv7. */
  @Optional()
  @IsName()
  id?: string | undefined;

  /** For a new install alone: one that exists keeps its time. Default: now. */
  @Optional()
  @IsInstant()
  installedAt?: Date | undefined;

  /** Default: null for a new install, now for one that exists. */
  @Nullable()
  @IsInstant()
  updatedAt?: Date | null | undefined;
}

export class VersionInput {
  @IsName()
  plugin!: string;

  @IsVersion()
  version!: string;
}

export class LatestInput {
  @Optional()
  @IsRange()
  range?: string | undefined;

  @Optional()
  @IsFlag()
  includePrerelease?: boolean | undefined;
}

export class RolloutTargetInput {
  @Optional()
  @IsName()
  rollout?: string | undefined;

  @Optional()
  @IsName()
  plugin?: string | undefined;
}

export class PluginListInput extends PageInput {
  @Optional()
  @IsName()
  repository?: string | undefined;
}

export class OfPluginListInput extends PageInput {
  @Optional()
  @IsName()
  plugin?: string | undefined;
}

export class ReleaseListInput extends PageInput {
  @IsName()
  plugin!: string;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}
