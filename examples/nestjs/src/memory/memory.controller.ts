import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from "@nestjs/common";
import type { Scope } from "unified-store";
import { MemoryItemInput, MemoryItemPatch, MemoryListQuery } from "unified-store/class-validator";
import { SCOPE } from "../stores/scope.provider";

@Controller("memory")
export class MemoryController {
  constructor(@Inject(SCOPE) private readonly scope: Scope) {}

  @Post()
  async add(@Body() input: MemoryItemInput) {
    return this.scope.memory.add(input);
  }

  @Get()
  async list(@Query() query: MemoryListQuery) {
    return this.scope.memory.list(query);
  }

  @Get(":id")
  async get(@Param("id") id: string) {
    return this.scope.memory.getOrThrow(id);
  }

  @Patch(":id")
  async update(
    @Param("id") id: string,
    @Body() patch: MemoryItemPatch,
    @Query("ifVersion") ifVersion?: number,
  ) {
    return this.scope.memory.update(id, patch, { ifVersion });
  }

  @Delete(":id")
  async remove(@Param("id") id: string, @Query("ifVersion") ifVersion?: number) {
    return { removed: await this.scope.memory.remove(id, { ifVersion }) };
  }
}
