import type { IncomingMessage } from "node:http";
import { BadRequestException, type FactoryProvider, Scope as Lifetime } from "@nestjs/common";
import { REQUEST } from "@nestjs/core";
import { type Scope, UnifiedStoreManager } from "unified-store";

/** The scope of the request's tenant: `@Inject(SCOPE) scope: Scope`. */
export const SCOPE = Symbol("scope");

/**
 * One for each request, which costs nothing: a scope holds no connection. An application would take
 * the tenant from a token that it has verified, not from a header that anybody can write.
 */
export const scopeProvider: FactoryProvider<Scope> = {
  provide: SCOPE,
  scope: Lifetime.REQUEST,
  inject: [REQUEST, UnifiedStoreManager],
  useFactory: ({ headers }: IncomingMessage, stores: UnifiedStoreManager) => {
    const tenant = headers["x-tenant"];
    if (typeof tenant !== "string" || tenant === "")
      throw new BadRequestException("the header x-tenant is missing");
    return stores.scope({ tenant });
  },
};
