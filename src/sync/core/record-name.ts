import type { RecordKey } from './types.ts'

/** One text for a record, such as a map's key; neither part can hold the separator. */
export function recordName({ model, id }: RecordKey): string {
  return `${model}/${id}`
}
