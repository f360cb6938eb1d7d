import { expect } from "../expect";
import { DATABASE, query, type Role } from "../server";
import type { Step } from "./step";

/** Two roles and a database, by the superuser. */
export const rolesStep: Step = {
  name: "roles",
  title: "Two roles: store_migrator owns the tables, store_app serves",
  async run({ shell, server: { superuser, migrator, app } }) {
    for (const { name, password } of [migrator, app]) {
      const statement = `create role ${name} login password`;
      await shell.sql(superuser, `${statement} '${password}'`, `${statement} '********'`);
    }
    await shell.sql(superuser, `create database ${DATABASE} owner ${migrator.name}`);
    for (const role of [migrator, app])
      expect((await userOf(role)) === role.name, `${role.name} reaches the database ${DATABASE}`);
  },
};

const userOf = async (role: Role): Promise<unknown> =>
  (await query(role, "select current_user::text as name"))[0]?.name;
