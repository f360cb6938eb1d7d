import "reflect-metadata";
import { Type } from "class-transformer";
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Min, ValidateNested } from "class-validator";
import * as v from "valibot";
import { z } from "zod";
import { loadArkType } from "./arktype";

const { type } = loadArkType();

/**
 * The same schema in each of the libraries: a text, tags, a nested source, and a confidence with a
 * default.
 */
export const zodFact = z.object({
  text: z.string(),
  tags: z.array(z.string()).default([]),
  source: z.object({ page: z.int().min(1) }).optional(),
});

export const valibotFact = v.object({
  text: v.string(),
  tags: v.optional(v.array(v.string()), []),
  source: v.optional(v.object({ page: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
});

export const arktypeFact = type({
  text: "string",
  tags: type("string[]").default(() => []),
  "source?": { page: "number.integer >= 1" },
});

class SourceOfFact {
  @IsInt()
  @Min(1)
  page!: number;
}

export class FactOfClass {
  @IsString()
  text!: string;

  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  tags: string[] = [];

  @IsOptional()
  @ValidateNested()
  @Type(() => SourceOfFact)
  source?: SourceOfFact;
}

export const LIBRARIES = {
  zod: zodFact,
  valibot: valibotFact,
  arktype: arktypeFact,
  "class-validator": FactOfClass,
};
