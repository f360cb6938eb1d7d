import { IsFlag, IsInstant, IsName, IsOneOf, Nullable, Optional } from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";
import { IsRange, IsVersion } from "./rules";

export class LatestInput {
  @Optional()
  @IsRange()
  range?: string | undefined;

  @Optional()
  @IsFlag()
  includePrerelease?: boolean | undefined;
}

export class InRolloutInput {
  @IsName()
  subject!: string;

  @Optional()
  @IsName()
  rolloutId?: string | undefined;

  @Optional()
  @IsName()
  pluginId?: string | undefined;
}

/**
 * Members of an install input that a patch does not have: the requested release, and values only
 * for a new install.
 */
export class WantedInput {
  @Optional()
  @IsVersion()
  version?: string | undefined;

  @Optional()
  @IsRange()
  range?: string | undefined;

  @Optional()
  @IsName()
  id?: string | undefined;

  @Optional()
  @IsInstant()
  installedAt?: Date | undefined;

  @Nullable()
  @IsInstant()
  updatedAt?: Date | null | undefined;
}

export class PluginListInput extends PageInput {
  @Optional()
  @IsName()
  repositoryId?: string | undefined;
}

export class OfPluginListInput extends PageInput {
  @Optional()
  @IsName()
  pluginId?: string | undefined;
}

export class ReleaseListInput extends PageInput {
  @IsName()
  pluginId!: string;

  @Optional()
  @IsOneOf("newest", "oldest")
  order?: "newest" | "oldest" | undefined;
}
