import type { SyncContext } from './context.ts'

/** Creates a scope. @returns false if there was one with that id already; it stays as it is. */
export async function createScope(_sync: SyncContext, _scope: string, _name: string): Promise<boolean> {
  throw new Error('not yet')
}

/** The mark of the scope's newest change; undefined if there is no such scope. */
export async function head(_sync: SyncContext, _scope: string): Promise<string | undefined> {
  throw new Error('not yet')
}

/** Tombstones stay for ever (WP19); this moves the oldest mark that may still pull up to `seq`. It never falls. */
export async function pruneTombstones(_sync: SyncContext, _scope: string, _seq: number): Promise<void> {
  throw new Error('not yet')
}
