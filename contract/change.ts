import type { Patch } from './value.ts'

export type Op = 'create' | 'update' | 'delete'

/** One change as it travels, already parsed: names are known, values are valid for their fields. */
export interface Change {
  readonly op: Op
  readonly model: string
  readonly id: string
  /** The server version that the edit was based on; 0 for a create. */
  readonly version: number
  /** create: the fields that are set; update: the changed fields, `null` clears; delete: empty. */
  readonly data: Patch
  /** The device's clock in epoch milliseconds; absent when the client does not tell. */
  readonly editedAtMs?: number
}
