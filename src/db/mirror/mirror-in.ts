import { recordName } from '../../sync/core/record-name.ts'
import type { RecordKey, ServerRow } from '../../sync/core/types.ts'
import type { MirrorState } from '../schema.ts'
import { readMirror, readRows } from './rows.ts'

export type MirrorIn = ReturnType<typeof mirrorIn>

/** The mirror within one transaction: a row that was read or written once is known from then on. */
export function mirrorIn(tx: IDBTransaction) {
  let state: Promise<MirrorState> | undefined
  const known = new Map<string, ServerRow | undefined>()
  const stateNow = (): Promise<MirrorState> => (state ??= readMirror(tx))

  return {
    state: stateNow,
    putState: (next: MirrorState): void => {
      state = Promise.resolve(next)
      tx.objectStore('meta').put(next, 'mirror')
    },
    /** The server's rows, in the order asked. */
    rows: async (keys: readonly RecordKey[]): Promise<(ServerRow | undefined)[]> => {
      const unknown = keys.filter((key) => !known.has(recordName(key)))
      if (unknown.length > 0) {
        const found = await readRows(tx, (await stateNow()).gen, unknown)
        unknown.forEach((key, n) => known.set(recordName(key), found[n]))
      }
      return keys.map((key) => known.get(recordName(key)))
    },
    written: (row: ServerRow): void => void known.set(recordName(row), row),
    /** Another mirror has taken its place. */
    forget: (): void => known.clear(),
  }
}
