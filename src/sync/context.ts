import type { Registry } from '../../contract/registry.ts'
import type { Environment, SyncStore } from './ports.ts'

/** What every operation on a device's data needs. */
export interface SyncContext {
  readonly store: SyncStore
  readonly models: Registry
  readonly environment: Environment
  /** The display name of this device's person, '' if unknown. It stands on a row as its author once the server has accepted a change. */
  readonly by: () => string
}

/**
 * What the server's clock says, epoch ms: the device's own where the two agree, for the server tells whole seconds only.
 * @param serverMs as an answer told it just now; undefined if it did not
 */
export function serverTimeMs({ nowMs }: Environment, serverMs: number | undefined): number {
  const here = nowMs()
  return serverMs === undefined || Math.abs(serverMs - here) < AGREEING_MS ? here : serverMs
}

const AGREEING_MS = 5_000

/** The device's clock as RFC 3339. */
export function timeOf({ nowMs }: Environment): string {
  return new Date(nowMs()).toISOString()
}
