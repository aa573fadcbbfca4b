import { sql } from 'kysely'
import { deleteRows, execute, insertRows, padded, type Session } from '../bulk.ts'
import type { ConflictRow, DeviceRow, MutationRow } from '../tables.ts'

export const deviceWrites = (session: Session) => ({
  async devices(deviceId: string): Promise<DeviceRow[]> {
    return execute(session, 'devices', [deviceId], () =>
      sql<DeviceRow>`select * from devices where device_id = ${deviceId} order by scope`.compile(session.db),
    )
  },
  async claimDevice(deviceId: string, userId: string, now: string): Promise<string> {
    const claim = [NO_SCOPE, deviceId, userId, 0, 0, now, now] as const
    // Inserted, not looked for: only the key makes two transactions that hold different scopes wait for each other.
    await execute(session, 'claim device', claim, () =>
      sql`
        insert into devices (scope, device_id, user_id, acked_through, judged_through, created_at, pushed_at)
        values (${sql.join(claim)}) on conflict (scope, device_id) do nothing
      `.compile(session.db),
    )
    const rows = await execute(session, 'claimed device', [NO_SCOPE, deviceId], () =>
      sql<{ user_id: string }>`
        select user_id from devices where scope = ${NO_SCOPE} and device_id = ${deviceId}
      `.compile(session.db),
    )
    return rows[0]?.user_id ?? ''
  },
  putDevice: (row: DeviceRow) => insertRows(session, PUT_DEVICE, [row]),
  async mutations(scope: string, deviceId: string, ids: readonly number[]): Promise<MutationRow[]> {
    if (ids.length === 0) return []
    const list = padded(ids)
    return execute(session, `mutations ${list.length}`, [scope, deviceId, ...list], () =>
      sql<MutationRow>`
        select * from mutations where scope = ${scope} and device_id = ${deviceId} and mutation_id in (${sql.join(list)})
      `.compile(session.db),
    )
  },
  addMutations: (rows: readonly MutationRow[]) => insertRows(session, ADD_MUTATION, rows),
  async forgetMutations(scope: string, deviceId: string, through: number): Promise<void> {
    await execute(session, 'forget mutations', [scope, deviceId, through], () =>
      sql`delete from mutations where scope = ${scope} and device_id = ${deviceId} and mutation_id <= ${through}`.compile(
        session.db,
      ),
    )
  },
  async conflicts(scope: string, deviceId: string): Promise<ConflictRow[]> {
    return execute(session, 'conflicts', [scope, deviceId], () =>
      sql<ConflictRow>`select * from conflicts where scope = ${scope} and device_id = ${deviceId}`.compile(session.db),
    )
  },
  putConflicts: (rows: readonly ConflictRow[]) => insertRows(session, PUT_CONFLICT, rows),
  removeConflicts: (rows: readonly ConflictRow[]) =>
    deleteRows(session, 'conflicts', ['scope', 'device_id', 'id', 'model'], rows),
})

/** No scope has this name: the row says whose a device is, wherever it pushes. */
const NO_SCOPE = ''

const PUT_DEVICE = {
  table: 'devices',
  columns: ['scope', 'device_id', 'user_id', 'acked_through', 'judged_through', 'created_at', 'pushed_at'],
  replaceBy: ['scope', 'device_id'],
} as const
const ADD_MUTATION = {
  table: 'mutations',
  columns: ['scope', 'device_id', 'mutation_id', 'body_hash', 'result'],
} as const
const PUT_CONFLICT = {
  table: 'conflicts',
  columns: ['scope', 'device_id', 'id', 'model', 'patch'],
  replaceBy: ['scope', 'device_id', 'id', 'model'],
} as const
