import { PROTOCOL_HEADER } from '../../contract/wire/protocol.ts'
import type { Patch } from '../../contract/value.ts'
import { setFields } from '../../src/sync/core/combine.ts'
import type { VisibleRow } from '../../src/sync/core/types.ts'
import { PEOPLE, SCOPE } from './people.ts'
import { readRecords } from './server-data.ts'
import { modelOf, type World } from './world.ts'

/** A client of another family: no device id, no mutation ids, and mistakes that ours does not make. */
export async function pushAsOtherClient(world: World, pick: number): Promise<void> {
  const { records } = world
  const key = records[pick % records.length] ?? { model: 'buildings', id: 'b1' }
  const floors = { floors: pick % 2 === 0 ? 1_000_000 + pick : 'many' }
  const change = [
    { op: 'update', ...key, version: 1, data: {} },
    { op: 'update', model: 'buildings', id: 'b1', version: pick % 5, data: floors },
    { op: 'update', model: 'buildings', id: `never${pick}`, version: 1, data: { name: 'x' } },
    { op: 'create', model: 'castles', id: `c${pick}`, version: 0, data: {} },
    { op: 'explode', ...key, version: 0, data: {} },
    { op: 'create', model: 'buildings', id: 'b1', version: 0, data: { name: 'Another' } },
    { op: 'create', model: 'tenants', id: `o${pick}`, version: 0, data: { name: `Other ${pick}`, email: 'p1@x.test' } },
    { op: 'delete', model: 'buildings', id: 'b1', version: 99 },
    { op: 'update', model: 'buildings', id: 'b1', version: 1, data: { phone: `other ${pick}` } },
    { op: 'create', model: 'buildings', id: `f${pick}`, version: 0, data: { name: 'Foreign' } },
  ][pick % 10]
  send(world, change, pick % 10 === 9 ? 'other' : SCOPE)
}

/**
 * Somebody elsewhere changes a record as it is now, or brings it back; one that the server does not know they make of the same list:
 * some of its fields, and one perhaps otherwise.
 * @param data undefined: they delete it
 */
export async function changeElsewhere(
  world: World,
  { model, id, data: listed }: VisibleRow,
  data: Patch | undefined,
  pick: number,
): Promise<void> {
  const records = await world.server.look(readRecords)
  const now = records.find((record) => record.model === model && record.id === id)
  const about = { model, id, version: now?.version ?? 0 }
  if (!now || now.deleted === 1) {
    const { fields } = modelOf(model)
    const some = Object.entries(listed).filter(([field], n) => fields[field]?.required || (pick >> n) % 2 === 0)
    const other = pick % 3 === 0 ? data : {}
    return send(world, { op: 'create', ...about, data: setFields({ ...Object.fromEntries(some), ...other }) }, SCOPE)
  }
  send(world, data === undefined ? { op: 'delete', ...about } : { op: 'update', ...about, data }, SCOPE)
}

function send(world: World, change: unknown, scope: string): void {
  const body = JSON.stringify({ scope, changes: [change] })
  const headers = { [PROTOCOL_HEADER]: '1', 'content-type': 'application/json', cookie: PEOPLE[0] }
  const request = new Request('http://satchel.test/api/sync/push', { method: 'POST', headers, body })
  const answer = world.server.handle(request).then(
    async (response) => world.tap.served({ url: request.url, body }, response.status, await response.text()),
    () => undefined,
  )
  void answer
}
