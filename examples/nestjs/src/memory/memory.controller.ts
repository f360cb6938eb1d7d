import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from "@nestjs/common";
import type { MemoryItem, Scope } from "unified-store";
import { MemoryItemInput, MemoryItemPatch, MemoryListQuery } from "unified-store/class-validator";
import { SCOPE } from "../stores/scope.provider";

@Controller("memory")
export class MemoryController {
  constructor(@Inject(SCOPE) private readonly scope: Scope) {}

  @Post()
  async add(@Body() input: MemoryItemInput) {
    return toBody(await this.scope.memory.add(input));
  }

  @Get()
  async list(@Query() query: MemoryListQuery) {
    const { items, nextCursor } = await this.scope.memory.list(query);
    return { items: items.map(toBody), nextCursor };
  }

  @Get(":id")
  async get(@Param("id") id: string) {
    return toBody(await this.scope.memory.getOrThrow(id));
  }

  @Patch(":id")
  async update(
    @Param("id") id: string,
    @Body() patch: MemoryItemPatch,
    @Query("ifVersion") ifVersion?: number,
  ) {
    return toBody(await this.scope.memory.update(id, patch, { ifVersion }));
  }

  @Delete(":id")
  async remove(@Param("id") id: string, @Query("ifVersion") ifVersion?: number) {
    return { removed: await this.scope.memory.remove(id, { ifVersion }) };
  }
}

/** JSON has no Float32Array. */
const toBody = ({ embedding, ...item }: MemoryItem) => ({ ...item, embedding: embedding && [...embedding] });
