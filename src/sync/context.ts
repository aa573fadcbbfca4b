import type { Registry } from '../../contract/registry.ts'
import type { Environment, SyncStore } from './ports.ts'

/** What every operation on a device's data needs. */
export interface SyncContext {
  readonly store: SyncStore
  readonly models: Registry
  readonly environment: Environment
  /** The display name of this device's person, '' if unknown: who a row was changed by once an answer has come. */
  readonly by: () => string
}

/** The device's clock as RFC 3339. */
export function timeOf({ nowMs }: Environment): string {
  return new Date(nowMs()).toISOString()
}
