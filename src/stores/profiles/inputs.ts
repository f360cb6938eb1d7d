import { IsName, IsText, IsWhole, Optional } from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";

export class ProfileListInput extends PageInput {
  @Optional()
  @IsText()
  prefix?: string | undefined;
}

export class ProfileLinkKeyInput {
  @IsName()
  from!: string;

  @IsName()
  to!: string;
}

export class ProfileLinkFilterInput {
  @Optional()
  @IsName()
  name?: string | undefined;

  @Optional()
  @IsName()
  from?: string | undefined;

  @Optional()
  @IsName()
  to?: string | undefined;
}

export class ProfileLinkListInput extends PageInput {
  @Optional()
  @IsName()
  name?: string | undefined;

  @Optional()
  @IsName()
  from?: string | undefined;

  @Optional()
  @IsName()
  to?: string | undefined;
}

export class ProfileNetworkInput {
  @Optional()
  @IsWhole(1, 16)
  depth?: number | undefined;

  @Optional()
  @IsWhole(1, 10_000)
  limit?: number | undefined;
}
