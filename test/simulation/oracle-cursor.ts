import type { Database } from 'better-sqlite3'
import { parseMark } from '../../contract/mark.ts'
import { canonicalJson, type Data } from '../../contract/value.ts'
import type { ServerRow } from '../../src/sync/core/types.ts'
import type { DeviceNode } from './device-node.ts'
import { readEpoch, readRecords, readTag, type StoredRecord } from './server-data.ts'
import type { World } from './world.ts'

/** At any moment: every row that the server changed last before a device's cursor is there as the server has it (F38, F40). */
export async function checkCursors(world: World): Promise<void> {
  const devices = await Promise.all(world.devices.filter((device) => device.isOpen()).map(marksOf))
  const { records, seqs } = await world.server.look((database) => ({
    records: readRecords(database),
    seqs: devices.map((marks) => cursorIn(database, marks)),
  }))
  for (const [at, { device }] of devices.entries()) {
    const seq = seqs[at]
    if (seq === undefined) continue
    const passed = records.filter((record) => record.seq <= seq)
    const rows = await device.look((tx) => tx.rows(passed))
    // Who looks may be the first to find a record that cannot be read: then the mirror is fetched again.
    if ((await device.meta()).cursor === undefined) continue
    passed.forEach((record, n) => {
      const row = rows[n]
      if (isSame(row, record)) return
      const name = `${record.model}/${record.id}`
      const detail = `${device.name}: ${name} is ${JSON.stringify(row)}, not ${JSON.stringify(record)} at ${seq}`
      world.book.violated('a cursor never passes a row', detail)
    })
  }
}

interface Marks {
  readonly device: DeviceNode
  readonly cursor: string | undefined
  readonly mark: string | undefined
}

async function marksOf(device: DeviceNode): Promise<Marks> {
  const { cursor, mark, recovering } = await device.meta()
  return { device, cursor: recovering ? undefined : cursor, mark }
}

/** @returns its seq; undefined: it has none, or what it knows is of another history than the server's */
function cursorIn(database: Database, { cursor, mark = cursor }: Marks): number | undefined {
  if (cursor === undefined || !isInHistory(database, cursor)) return undefined
  return mark === cursor || isInHistory(database, mark ?? '') ? parseMark(cursor)?.seq : undefined
}

/** Is that mark one of the server's history? */
export function isInHistory(database: Database, text: string): boolean {
  const mark = parseMark(text)
  if (mark?.epoch !== readEpoch(database)) return false
  return mark.seq === 0 || mark.tag === readTag(database, mark.seq)
}

function isSame(row: ServerRow | undefined, { version, deleted, data }: StoredRecord): boolean {
  if (row === undefined || row.deleted || deleted === 1) return deleted === 1 && (row === undefined || row.deleted)
  // Most are the same to the letter.
  if (row.version !== version) return false
  return JSON.stringify(row.data) === data || canonicalJson(row.data) === canonicalJson(JSON.parse(data) as Data)
}
