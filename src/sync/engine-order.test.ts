import { describe, expect, it } from 'vitest'
import type { SentChange } from '../../contract/wire/push.ts'
import { createDevice } from './testing/device.ts'
import { bothSides, drainAll } from './testing/drains.ts'
import { type Call, createFakeServer } from './testing/fake-server.ts'

const IDS = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6']

/** A network that can lose a call before or after the server's work, and delivers old pushes again whenever it likes. */
async function given(seed = 1) {
  const server = createFakeServer()
  const device = await createDevice({ fetch: server.fetch })
  await device.engine.drain('started')
  await device.changeMeta({ batchChangesMax: 2, lastExchangeFailed: true })
  const random = randomFrom(seed)
  const carried: string[] = []
  const answered = new Set<number>()
  const sentOf = new Map<string, SentChange>()
  const early: string[] = []
  const pushed = ({ path, body }: Call) => (path.endsWith('push') ? changesOf(body) : [])

  const again = async () => {
    const [before, after] = [server.before, server.after]
    server.before = undefined
    server.after = undefined
    const shuffled = carried.toSorted(() => random() - 0.5).slice(0, 3)
    for (const body of shuffled)
      await server.handle(new Request('http://satchel.test/api/sync/push', { method: 'POST', body }))
    server.before = before
    server.after = after
  }
  /** What was sent of a record before its last change was answered. */
  const watch = (call: Call) => {
    for (const change of pushed(call)) {
      const last = sentOf.get(change.id)
      if (last && last.mutation_id !== change.mutation_id && !answered.has(last.mutation_id)) early.push(change.id)
      sentOf.set(change.id, change)
    }
    if (call.path.endsWith('push')) carried.push(call.body)
  }
  const heard = async (call: Call, answer: Response) => {
    if (!call.path.endsWith('push')) return answer
    const body = (await answer.clone().json()) as { results: { mutation_id: number; ok: boolean }[] }
    for (const { mutation_id } of body.results) answered.add(mutation_id)
    return answer
  }
  return { server, device, random, again, watch, heard, early, pushed }
}

const changesOf = (body: string) => (JSON.parse(body) as { changes: SentChange[] }).changes

describe('batches that are lost, late, doubled or out of order', () => {
  it('[F7] the first of three is dropped: nothing passes it, and all is there once', async () => {
    const { server, device, watch, heard, early, pushed } = await given()
    for (const id of IDS) await device.create(id, { name: id })
    const batches: string[] = []
    let dropped = 0
    server.before = (call) => {
      watch(call)
      if (pushed(call).length > 0)
        batches.push(
          pushed(call)
            .map(({ id }) => id)
            .join(),
        )
      return pushed(call).length > 0 && dropped++ === 0 ? Promise.reject(new TypeError('lost')) : undefined
    }
    server.after = heard
    await drainAll(device)
    // The same batch again before the next one begins.
    expect(batches.slice(0, 3)).toEqual(['b1,b2', 'b1,b2', expect.stringMatching(/^b3/)])
    const { there, waiting, applied } = await bothSides(device, server, IDS)
    expect({ there, waiting }).toEqual({ there: Object.fromEntries(IDS.map((id) => [id, { name: id }])), waiting: [] })
    expect(Object.values(applied)).toEqual(IDS.map(() => 1))
    expect(early).toEqual([])
  })

  it.each(Array.from({ length: 40 }, (_, n) => n + 1))(
    '[F7] [F2] seed %i: lost before or after, and delivered again in any order: the last word is the author’s',
    async (seed) => {
      const { server, device, random, again, watch, heard, early, pushed } = await given(seed)
      server.before = (call) => {
        watch(call)
        if (pushed(call).length === 0) return undefined
        return random() < 0.3 ? Promise.reject<Response>(new TypeError('lost on the way there')) : undefined
      }
      server.after = async (call, answer) => {
        // The person goes on while their change is under way.
        const [first] = pushed(call)
        if (first && random() < 0.5) await device.update(first.id, { address: `${Math.floor(random() * 1e6)}` })
        if (call.path.endsWith('push')) await again()
        if (call.path.endsWith('push') && random() < 0.3) throw new TypeError('lost on the way back')
        return heard(call, answer)
      }
      for (const id of IDS) await device.create(id, { name: id })
      for (let round = 0; round < 12; round++) {
        await device.engine.drain('asked')
        await device.time.advance(10_000)
        const id = IDS[Math.floor(random() * IDS.length)] ?? 'b1'
        await device.update(id, { phone: `+${round}` })
      }
      server.before = (call) => {
        watch(call)
        return undefined
      }
      server.after = heard
      await drainAll(device)
      await again()
      await drainAll(device)
      const { seen, there, waiting } = await bothSides(device, server, IDS)
      expect(seen).toEqual(there)
      expect(waiting).toEqual([])
      expect(early).toEqual([])
      // As often as its author's changes were answered, no oftener.
      for (const id of IDS) expect(server.row(id)?.judged.version).toBe(server.applied.get(`buildings/${id}`))
    },
  )
})

function randomFrom(seed: number): () => number {
  let state = seed * 7919
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}
