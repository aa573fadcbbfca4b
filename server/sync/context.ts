import type { Registry } from '../../contract/registry.ts'
import type { ServerEnvironment } from '../storage/environment.ts'
import { commitTogether, type TransactTogether } from '../storage/commit-together.ts'
import type { Storage } from '../storage/storage.ts'
import { type Commits, createCommits } from './commits.ts'
import type { Lift } from './lift.ts'

/** What every rule of sync works on. One for a process. */
export interface SyncContext {
  readonly storage: Storage
  /** As `storage.transact`; what many devices push at once waits for the disk once. */
  readonly transactTogether: TransactTogether
  readonly registry: Registry
  /** The newest schema that this server knows; a change of a newer one is refused (426). */
  readonly schema: number
  readonly lifts: readonly Lift[]
  readonly environment: ServerEnvironment
  readonly commits: Commits
  /** Told of every unexpected error that was turned into `RETRY` or `UNAVAILABLE`. */
  readonly onError: (error: unknown) => void
}

export function createSyncContext(
  parts: Omit<SyncContext, 'commits' | 'lifts' | 'transactTogether'> & { readonly lifts?: readonly Lift[] },
): SyncContext {
  return {
    lifts: [],
    ...parts,
    commits: createCommits(),
    transactTogether: commitTogether((work) => parts.storage.transact(work), parts.storage.dialect),
  }
}
