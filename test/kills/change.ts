import type { Data, Patch } from '../../contract/value.ts'
import type { PushResult } from '../../contract/wire/push.ts'

/** What a client asked for. */
export interface Edit {
  readonly op: 'create' | 'update' | 'delete'
  readonly model: string
  readonly id: string
  readonly version: number
  readonly data?: Patch
}

/** One change of one client, and what the server said of it. */
export interface Change extends Edit {
  readonly mutationId: number
  /** The exact bytes; every repeat sends the same. */
  readonly body: string
  /** Absent: not answered yet. */
  result?: PushResult
}

/** A row as a pull brings it. */
export interface PulledRow {
  readonly seq: number
  readonly model: string
  readonly id: string
  readonly version: number
  readonly deleted: boolean
  readonly data?: Data
}

export function keyOf({ model, id }: { readonly model: string; readonly id: string }): string {
  return `${model}/${id}`
}
