import { AsyncLocalStorage } from "node:async_hooks";

/** What a value lives with. */
export interface Lifetime {
  readonly closed: boolean;
  /** Calls it at the end. */
  onClosed(work: () => void): void;
}

/**
 * A value that what a task calls can see, of which a process has one for each purpose, and not one
 * for each manager. On Node 20 and 22 an AsyncLocalStorage that was used once makes every `await`
 * of the process slower until it is disabled: one by 150 ns, a thousand by 71 µs. So it is when the
 * last one closes that has used it.
 */
export class TaskLocal<T> {
  private readonly storage = new AsyncLocalStorage<T>();
  private readonly users = new Set<Lifetime>();

  get(): T | undefined {
    return this.storage.getStore();
  }

  /**
   * What `work` calls, and all that it sets off, sees the value; unless its user is closed, whose
   * tasks have nothing more to see.
   */
  run<R>(user: Lifetime, value: T, work: () => R): R {
    if (user.closed) return work();
    if (!this.users.has(user)) {
      this.users.add(user);
      user.onClosed(() => {
        this.users.delete(user);
        if (this.users.size === 0) this.storage.disable();
      });
    }
    return this.storage.run(value, work);
  }
}
