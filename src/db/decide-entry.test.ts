import { expect, it } from 'vitest'
import { models } from '../../contract/models/index.ts'
import type { SentChange } from '../../contract/wire/push.ts'
import { createDevice } from '../sync/testing/device.ts'
import { type Call, createFakeServer, problem } from '../sync/testing/fake-server.ts'
import { decideEntry } from './decide-entry.ts'

/** A device with a question, and what it pushes from then on. */
async function given() {
  const server = createFakeServer()
  server.write('create', 'b1', { name: 'as it was' })
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  server.write('update', 'b1', { name: 'theirs' })
  await device.update('b1', { name: 'mine' })
  await device.engine.drain('saved')
  const [asked] = await device.entries()
  if (!asked) throw new Error('nothing is asked')
  const { environment } = device.time
  const context = { store: device.store, models, environment, by: () => 'Me' }
  const answer = (name: string) => decideEntry(context, asked.key, { kind: 'merge', values: { name } })
  const pushed: SentChange[][] = []
  let refusal: Response | undefined
  server.before = ({ path, body }: Call) => {
    if (!path.endsWith('push')) return undefined
    pushed.push((JSON.parse(body) as { changes: SentChange[] }).changes)
    return refusal?.clone()
  }
  const refuse = (response?: Response): void => void (refusal = response)
  return { server, device, answer, pushed, refuse }
}

it('[RS9] a choice for theirs alone is told to the server, and nothing waits', async () => {
  const { device, answer, pushed } = await given()
  await answer('theirs')
  expect(await device.entries()).toEqual([])
  const report = await device.engine.drain('decided')
  expect(report).toMatchObject({ sent: 0, answered: 0, end: { kind: 'done' } })
  expect(pushed).toMatchObject([[{ op: 'update', model: 'buildings', id: 'b1', version: 2, data: {} }]])
  await device.engine.drain('asked')
  expect(pushed).toHaveLength(1)
  expect(await device.meta()).not.toHaveProperty('yielded')
})

it('[RS9] a choice of mine is told by what is sent', async () => {
  const { device, answer, pushed } = await given()
  await answer('mine')
  await device.engine.drain('decided')
  expect(pushed).toMatchObject([[{ op: 'update', version: 2, data: { name: 'mine' } }]])
})

it('[RS9] it waits for the server, under another id each time, and behind what is to be sent', async () => {
  const { device, answer, pushed, refuse } = await given()
  await answer('theirs')
  refuse(problem(503, 'UNAVAILABLE'))
  await device.engine.drain('decided')
  refuse()
  await device.create('b2', { name: 'new' })
  await device.engine.drain('asked')
  expect(pushed.map((changes) => changes.map(({ op, mutation_id: id }) => `${op} ${id}`))).toEqual([
    ['update 2'],
    ['create 3'],
    ['update 4'],
  ])
  expect(await device.meta()).toMatchObject({ ackedThrough: 4 })
})

it.each([
  ['a server that fails at it', problem(500, 'INTERNAL_ERROR')],
  ['a server that calls it wrong', problem(400, 'INVALID_BODY')],
  ['a proxy that calls it too large', new Response('too large', { status: 413 })],
])('[RS9] %s is not told again: nothing else waits for it', async (_, answered) => {
  const { server, device, answer, pushed, refuse } = await given()
  await answer('theirs')
  refuse(answered)
  await device.engine.drain('decided')
  expect(pushed).toHaveLength(1)
  refuse()
  await device.create('b2', { name: 'new' })
  await device.engine.drain('asked')
  expect(pushed.flat().map(({ op }) => op)).toEqual(['update', 'create'])
  expect(server.row('b2')).toBeDefined()
})
