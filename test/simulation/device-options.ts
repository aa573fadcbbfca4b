import type { Registry } from '../../contract/registry.ts'
import type { SavedEntry } from '../../src/sync/core/types.ts'
import type { Disk } from './disk.ts'
import type { Loop } from './loop.ts'
import type { Call, Link, Network, Trouble } from './network.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import type { Watcher } from './watching-store.ts'

/** A browser that several people may use: one session at a time, one connection. */
export interface Profile {
  cookie: Person | ''
  link: Link
  /** How much later than usual a page of a pull comes. */
  pullsLateMs: number
  /** What befalls its next push. */
  nextPush?: Trouble | undefined
  /** Something on the way refuses each push that has a change of this record. */
  jam?: { readonly id: string; readonly fault: Trouble } | undefined
}

/** What a release of the app knows. */
export interface AppRelease {
  readonly registry: Registry
  readonly schema: number
}

export interface DeviceOptions {
  readonly name: string
  readonly person: Person
  readonly profile: Profile
  readonly loop: Loop
  readonly random: () => Random
  readonly network: Network
  readonly disk: Disk
  readonly release: () => AppRelease
  /** Another process drains too. */
  readonly hasWorker: boolean
  readonly hasLocks: boolean
  readonly watcher: Watcher
  /** A save is on the disk. */
  readonly onSaved: (entry: SavedEntry) => void
  readonly onSent: (call: Call) => void
  readonly onServed: (call: Call, status: number, text: string) => void
  /** What failed, other than what was simulated. */
  readonly onError: (error: unknown) => void
}
