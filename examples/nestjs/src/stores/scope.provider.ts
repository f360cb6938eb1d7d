import type { IncomingMessage } from "node:http";
import { BadRequestException, type FactoryProvider, Scope as Lifetime } from "@nestjs/common";
import { REQUEST } from "@nestjs/core";
import { type Scope, UnifiedStoreManager } from "unified-store";

/** The scope of the request's tenant: `@Inject(SCOPE) scope: Scope`. */
export const SCOPE = Symbol("scope");

/**
 * One scope for each request. This is cheap, because a scope holds no connection. A real
 * application would take the tenant from a verified token, not from a header that any client can
 * set.
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
