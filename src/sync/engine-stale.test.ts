import { expect, it } from 'vitest'
import { createDevice, type Device } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { type Call, createFakeServer, type FakeServer, problem } from './testing/fake-server.ts'

/** Two tabs of a browser without Web Locks: one's answer comes after the other has gone on. */
async function given(rows = 3) {
  const server = createFakeServer()
  const ids = Array.from({ length: rows }, (_, n) => `b${String(n).padStart(4, '0')}`)
  for (const id of ids) server.write('create', id, { name: id })
  const device = await createDevice({ fetch: server.fetch })
  const tab = await createDevice({ fetch: server.fetch, disk: device.disk, time: device.time })
  return { server, device, tab, ids }
}

/** Before the first answer to such a call arrives, something else happens. */
function beforeAnswerTo(server: FakeServer, path: string, meanwhile: () => Promise<unknown>, alter = same): void {
  server.after = async (call: Call, answer: Response) => {
    if (!call.path.endsWith(path)) return answer
    server.after = undefined
    const altered = alter(answer)
    await meanwhile()
    return altered
  }
}

const same = (answer: Response): Response | Promise<Response> => answer
const converge = async (device: Device, server: FakeServer, ids: readonly string[]) => {
  await drainAll(device)
  const { seen, there, waiting } = await bothSides(device, server, ids)
  expect(seen).toEqual(there)
  expect(waiting).toEqual([])
}

it('[F3] [CY13] an answer under an id that the device has given up meanwhile says nothing of the new one', async () => {
  const { server, device } = await given()
  const { deviceId } = await device.meta()
  beforeAnswerTo(server, 'push', () => device.changeMeta({ deviceId: 'another' }))
  await device.engine.drain('started')
  const pushes = server.calls.filter(({ path }) => path.endsWith('push'))
  const ids = pushes.map(({ body }) => (JSON.parse(body) as { device_id: string }).device_id)
  expect(ids).toEqual([deviceId, 'another'])
  expect(await device.meta()).toMatchObject({ isBound: true })
})

it('[F44] a snapshot does not forget the newest mark: the pull after it finds out about a restore', async () => {
  const { server, device, ids } = await given()
  await device.engine.drain('started')
  await device.changeMeta({ mark: 'e1.9.newer' })
  const marks: (string | null)[] = []
  server.before = ({ path, search }) => {
    if (!path.endsWith('pull')) return undefined
    marks.push(search.get('mark'))
    return marks.length === 1 ? problem(410, 'CURSOR_TOO_OLD') : undefined
  }
  await device.engine.drain('asked')
  expect(marks.slice(0, 2)).toEqual(['e1.9.newer', 'e1.9.newer'])
  server.before = undefined
  await converge(device, server, ids)
})

it('[EN53] a page that comes late does not take the cursor back', async () => {
  const { server, device, tab, ids } = await given()
  await device.engine.drain('started')
  server.write('update', 'b0000', { name: 'first' })
  const cursors: (string | undefined)[] = []
  beforeAnswerTo(server, 'pull', async () => {
    server.write('update', 'b0001', { name: 'second' })
    await tab.engine.drain('asked')
    cursors.push((await device.meta()).cursor)
    // What the late page would be stored with, if it were.
    server.before = ({ path }) => (path.endsWith('pull') ? new Response('') : undefined)
  })
  await device.engine.drain('asked')
  cursors.push((await device.meta()).cursor)
  expect(cursors).toEqual([server.mark(), server.mark()])
  server.before = undefined
  await converge(device, server, ids)
})

it('[EN53] [F43] [F44] an answer that comes late does not take the mark back: what another tab has sent since is not lost by a restore', async () => {
  const { server, device, tab } = await given()
  await device.engine.drain('started')
  const { epoch } = server
  let restore = (): void => undefined
  server.before = ({ path }) => (path.endsWith('pull') ? problem(500, 'INTERNAL_ERROR') : undefined)
  beforeAnswerTo(server, 'push', async () => {
    restore = server.backup()
    await tab.create('n2', { name: 'Two' })
    await tab.engine.drain('saved')
  })
  await device.create('n1', { name: 'One' })
  await device.engine.drain('saved')
  expect(await device.entries()).toEqual([])
  restore()
  server.epoch = epoch
  server.before = undefined
  await converge(device, server, ['n1', 'n2'])
  expect(server.row('n2')?.judged.data).toEqual({ name: 'Two' })
})

it('[EN53] a page of the old history is dropped when another tab has recovered meanwhile', async () => {
  const { server, device, tab, ids } = await given()
  await device.engine.drain('started')
  const restore = server.backup()
  server.write('update', 'b0000', { name: 'lost with the old history' })
  beforeAnswerTo(server, 'pull', async () => {
    restore()
    await drainAll(tab)
  })
  await device.engine.drain('asked')
  expect(await device.see('b0000')).toMatchObject({ version: 1, data: { name: 'b0000' } })
  await converge(device, server, ids)
})

it('[EN53] an answer of the old history is dropped when another tab has recovered meanwhile', async () => {
  const { server, device, tab, ids } = await given()
  await device.engine.drain('started')
  const restore = server.backup()
  await device.update('b0000', { name: 'mine' })
  let recovered: unknown
  beforeAnswerTo(server, 'push', async () => {
    restore()
    await drainAll(tab)
    const { epoch, mark } = await device.meta()
    recovered = { epoch, mark }
    server.before = () => new Response('')
  })
  await device.engine.drain('asked')
  const { epoch, mark } = await device.meta()
  expect({ epoch, mark }).toEqual(recovered)
  expect(epoch).toBe(server.epoch)
  server.before = undefined
  await converge(device, server, ids)
  expect(server.row('b0000')?.judged).toMatchObject({ version: 2, data: { name: 'mine' } })
})

it('[EN54] of two first syncs at once one fills the mirror, and nothing is missing from it', async () => {
  const { server, device, tab, ids } = await given(2_500)
  const held = holdAfter(2_001)
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    server.after = undefined
    return held.answer(answer)
  }
  const first = device.engine.drain('started')
  await expect.poll(async () => (await device.meta()).snapshot?.received).toBe(2_000)
  server.write('update', 'b0000', { name: 'moved' })
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    server.after = undefined
    const lines = (await answer.text()).split('\n')
    // The other tab goes on from there, and is through with some of it when the first tab comes back.
    return new Response(lines.slice(0, 101).join('\n') + '\n', { headers: answer.headers })
  }
  await tab.engine.drain('asked')
  held.resume()
  await first
  await converge(device, server, ids)
})

it('[EN54] a first sync that goes on against another history starts over', async () => {
  const { server, device, ids } = await given(50)
  const restore = server.backup()
  for (const id of ids.slice(0, 5)) server.write('update', id, { name: 'of the old history' })
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    return new Response((await answer.text()).split('\n').slice(0, 21).join('\n') + '\n', { headers: answer.headers })
  }
  await device.engine.drain('started')
  server.after = undefined
  restore()
  await converge(device, server, ids)
  expect(await device.see('b0000')).toMatchObject({ data: { name: 'b0000' } })
  const calls = server.calls.filter(({ path }) => path.endsWith('snapshot') || path.endsWith('pull'))
  expect(calls.slice(0, 4).map(({ path, search }) => [path.split('/').at(-1), search.get('after')])).toEqual([
    ['snapshot', null],
    ['snapshot', 'buildings/b0019'],
    ['snapshot', null],
    ['pull', null],
  ])
})

it('[EN54] a first sync goes no further when another tab has begun anew against another history', async () => {
  const { server, device, tab, ids } = await given(2_500)
  const restore = server.backup()
  const held = holdAfter(2_001)
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    server.after = undefined
    return held.answer(answer)
  }
  const first = device.engine.drain('started')
  await expect.poll(async () => (await device.meta()).snapshot?.received).toBe(2_000)
  restore()
  await tab.create('c1', { name: 'new' })
  server.after = async (call, answer) => {
    if (!call.path.endsWith('snapshot')) return answer
    server.after = undefined
    return new Response((await answer.text()).split('\n').slice(0, 101).join('\n') + '\n', { headers: answer.headers })
  }
  await tab.engine.drain('asked')
  expect((await tab.meta()).snapshot?.received).toBe(100)
  held.resume()
  await first
  await converge(device, server, [...ids, 'c1'])
})

it('[EN54] a snapshot that comes after another tab has filled the mirror does not take it back', async () => {
  const { server, device, tab, ids } = await given()
  let reached: string | undefined
  let before = 0
  beforeAnswerTo(server, 'snapshot', async () => {
    await tab.engine.drain('asked')
    server.write('update', 'b0000', { name: 'moved since' })
    await tab.engine.drain('asked')
    reached = (await tab.meta()).cursor
    before = server.calls.length
  })
  await device.engine.drain('started')
  const pulls = server.calls.slice(before).filter(({ path }) => path.endsWith('pull'))
  expect(pulls.map(({ search }) => search.get('since'))).toEqual(pulls.map(() => reached))
  expect((await device.meta()).cursor).toBe(reached)
  await converge(device, server, ids)
})

/** A snapshot's answer that stops after some lines until it is told to go on. */
function holdAfter(lines: number) {
  let resume = (): void => undefined
  const paused = new Promise<void>((resolve) => (resume = resolve))
  const answer = async (whole: Response): Promise<Response> => {
    const all = (await whole.text()).split('\n')
    const part = (from: number, to?: number) => new TextEncoder().encode(all.slice(from, to).join('\n') + '\n')
    const body = new ReadableStream<Uint8Array>({
      start: async (stream) => {
        stream.enqueue(part(0, lines))
        await paused
        stream.enqueue(part(lines))
        stream.close()
      },
    })
    return new Response(body, { headers: whole.headers })
  }
  return { answer, resume: () => resume() }
}
