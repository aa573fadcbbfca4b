import type { Database } from 'better-sqlite3'
import { parseMark } from '../../contract/mark.ts'
import { canonicalJson, type Data } from '../../contract/value.ts'
import type { DeviceNode } from './device-node.ts'
import { SCOPE } from './people.ts'
import { readRecords } from './server-data.ts'
import type { World } from './world.ts'

/** At any moment: every row that the server changed last before a device's cursor is there as the server has it (F38, F40). */
export async function checkCursors(world: World): Promise<void> {
  const records = await world.server.look(readRecords)
  for (const device of world.devices) {
    const seq = device.isOpen() ? await cursorOf(world, device) : undefined
    if (seq === undefined) continue
    const passed = records.filter((record) => record.seq <= seq)
    const rows = await device.look((tx) => tx.rows(passed))
    passed.forEach(({ model, id, version, deleted, data }, n) => {
      const row = rows[n]
      const here = row && !row.deleted ? { version: row.version, data: row.data } : null
      const there = deleted === 1 ? null : { version, data: JSON.parse(data) as Data }
      if (canonicalJson(here) === canonicalJson(there)) return
      const detail = `${device.name}: ${model}/${id} is ${JSON.stringify(here)}, not ${JSON.stringify(there)} at ${seq}`
      world.book.violated('a cursor never passes a row', detail)
    })
  }
}

/** undefined: it has none, or what it knows is of another history than the server's. */
async function cursorOf({ server }: World, device: DeviceNode): Promise<number | undefined> {
  const { cursor, mark, recovering } = await device.meta()
  if (cursor === undefined || recovering) return undefined
  const areOurs = await server.look((database) => [cursor, mark ?? ''].map((text) => isInHistory(database, text)))
  const [isOurs, isMarkOurs] = areOurs
  return isOurs && (mark === cursor || isMarkOurs) ? parseMark(cursor)?.seq : undefined
}

function isInHistory(database: Database, text: string): boolean {
  const mark = parseMark(text)
  const find = (sql: string, ...values: unknown[]): unknown =>
    database
      .prepare(sql)
      .pluck()
      .get(...values)
  if (mark?.epoch !== find("select value from meta where key = 'epoch'")) return false
  const sql = 'select tag from changes where scope = ? and seq = ?'
  return mark?.tag === find(sql, SCOPE, mark?.seq) || mark?.seq === 0
}
