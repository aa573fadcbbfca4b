import { applyPatch, canonicalJson, type Data, type Patch } from '../../contract/value.ts'
import { policyOf } from '../../contract/model.ts'
import { isTraced } from './book.ts'
import { readHead, readHistory, readRecords } from './server-data.ts'
import type { HistoryRow, World } from './world.ts'
import { modelOf } from './world.ts'

export interface Detail {
  readonly before: Data
  readonly after: Data
  readonly lost?: Patch
  readonly beaten?: Patch
}

export function detailOf({ detail }: HistoryRow): Detail {
  return JSON.parse(detail) as Detail
}

/** The server's own story must be whole: dense, in order, and what it tells is what the records hold. */
export async function checkHistory(world: World): Promise<void> {
  const { server, book } = world
  const history = await server.look(readHistory)
  history.forEach(({ seq }, n) => {
    if (seq !== n + 1) book.violated('the log is dense and rising', `line ${n + 1} has seq ${seq}`)
  })
  const head = await server.look(readHead)
  if (head !== history.length) book.violated('the log is dense and rising', `head ${head}, ${history.length} lines`)
  const state = new Map<string, { version: number; data: Data | undefined; seq: number }>()
  for (const line of history) {
    const name = `${line.model}/${line.id}`
    const was = state.get(name) ?? { version: 0, data: undefined, seq: 0 }
    if (line.version !== was.version + 1) {
      book.violated('a version moves by one', `${name} ${was.version} → ${line.version} at ${line.seq}`)
    }
    if ((was.data === undefined) !== (line.op === 'create')) {
      book.violated('create before update', `${name}: ${line.op} at ${line.seq}`)
    }
    const { before, after } = detailOf(line)
    const cleared = Object.fromEntries(Object.keys(before).map((field) => [field, null]))
    const data = line.op === 'delete' ? undefined : applyPatch(was.data ?? {}, { ...cleared, ...after })
    state.set(name, { version: line.version, data, seq: line.seq })
    checkBlindness(world, line)
  }
  for (const record of await server.look(readRecords)) {
    const told = state.get(`${record.model}/${record.id}`)
    const data = record.deleted === 1 ? undefined : (JSON.parse(record.data) as Data)
    const isSame =
      told?.version === record.version &&
      told.seq === record.seq &&
      canonicalJson(told.data ?? null) === canonicalJson(data ?? null)
    if (!isSame) {
      const detail = `${record.model}/${record.id}: ${JSON.stringify(told)}, stored ${record.version} ${record.data}`
      book.violated('the history tells what the records hold', detail)
    }
  }
}

/** Nobody overwrites, in a field about which people are asked, what they were never shown; and nobody writes as somebody else. */
function checkBlindness(world: World, line: HistoryRow): void {
  const { book } = world
  // A client of another family, which names no device as ours always do, may write what somebody wrote here, too.
  if (line.device_id === null) return
  const { before, after } = detailOf(line)
  for (const [field, value] of Object.entries(after)) {
    const edit = book.edits.find((it) => it.model === line.model && it.field === field && it.value === value)
    if (!edit) continue
    const devices = world.devices.filter(({ options }) => options.person === line.user_id)
    // Who restores a record restores what others had entered, too; who was asked may have taken theirs.
    const isOwn = edit.person === line.user_id || line.op !== 'update'
    if (!isOwn && !devices.some(({ name }) => book.wasShown(name, line.model, line.id, field, value))) {
      book.violated(
        'nothing is sent as somebody else',
        `${edit.person}'s ${field} ${String(value)} as ${line.user_id}: ${JSON.stringify(line)}`,
      )
    }
    const was = before[field]
    if (was === undefined || line.op !== 'update' || !isTraced(line.model, field)) continue
    if (policyOf(modelOf(line.model), field) !== 'manual') continue
    if (devices.some(({ name }) => book.wasShown(name, line.model, line.id, field, was))) continue
    const detail = `${line.model}/${line.id} ${field}: ${edit.device} put ${String(value)} over ${String(was)}`
    book.violated('nobody overwrites what they never saw', `${detail} at ${line.seq}`)
  }
}
