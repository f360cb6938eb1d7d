import type { INestApplication } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { UnifiedStoreManager } from "unified-store";
import { createTestStores } from "unified-store/testing";
import { AppModule } from "../src/app.module";

let app: INestApplication;
let url: string;

// Each test has its own in-memory stores. The application closes them with itself.
beforeEach(async () => {
  const testing = Test.createTestingModule({ imports: [AppModule] });
  const stores = await createTestStores();
  const module = await testing.overrideProvider(UnifiedStoreManager).useValue(stores).compile();
  app = module.createNestApplication({ logger: false });
  await app.listen(0, "127.0.0.1");
  url = await app.getUrl();
});

afterEach(() => app.close());

async function ask(tenant: string, path: string, body?: object) {
  const response = await fetch(`${url}${path}`, {
    headers: { "x-tenant": tenant, "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

test("only its tenant can read an item", async () => {
  const added = await ask("acme", "/memory", { type: "fact", content: "Whales sing" });
  expect(added.status).toBe(201);
  const { id } = added.body as { id: string };
  expect(await ask("acme", `/memory/${id}`)).toEqual({ status: 200, body: added.body });
  expect(await ask("other", `/memory/${id}`)).toMatchObject({
    status: 404,
    body: { code: "not_found", field: "id" },
  });
});

test("an invalid input is refused with its field", async () => {
  expect(await ask("acme", "/memory", { type: "fact", content: 1, pinned: "yes" })).toEqual({
    status: 400,
    body: { statusCode: 400, code: "validation", field: "pinned", message: "pinned must be true or false" },
  });
});

test("a job is claimed by one worker", async () => {
  await ask("acme", "/jobs", { source: "talks", externalId: "t1" });
  const { body } = await ask("acme", "/jobs/claim", { workerId: "w-1" });
  expect(body).toMatchObject([{ source: "talks", externalId: "t1", claimedBy: "w-1" }]);
  expect((await ask("acme", "/jobs/claim", { workerId: "w-2" })).body).toEqual([]);
});
