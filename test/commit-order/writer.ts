import { once } from 'node:events'
import { models, SCHEMA } from '../../contract/models/index.ts'
import { createRandom } from '../../server/demo/random.ts'
import { nodeEnvironment } from '../../server/storage/node-environment.ts'
import { openStorage } from '../../server/storage/open-storage.ts'
import { createSyncContext, type SyncContext } from '../../server/sync/context.ts'
import { push } from '../../server/sync/push.ts'
import { holding } from './hold.ts'
import { ACTOR, type Acknowledged, type Race, SCOPE, type WriterOutcome } from './race.ts'

// One process of a race: some writers over a storage of its own, as a server has it. Its parent sends the race and its number.

process.once('message', (message: { race: Race; process: number; writers: number }) => {
  void write(message.race, message.process, message.writers).then((outcome) => {
    process.send?.(outcome, () => process.disconnect())
  })
})

async function write({ place, seconds, seed, fault }: Race, name: number, writers: number): Promise<WriterOutcome> {
  const random = createRandom(seed * 1_000 + name)
  const errors = new Map<string, number>()
  const onError = (error: unknown): void => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    errors.set(code, (errors.get(code) ?? 0) + 1)
  }
  const wrapDriver = holding(random, 'file' in place, fault)
  const storage = await openStorage({ ...place, registry: models, environment: nodeEnvironment, wrapDriver })
  const sync = createSyncContext({ storage, registry: models, schema: SCHEMA, environment: nodeEnvironment, onError })
  process.send?.('ready')
  await once(process, 'message')
  const untilMs = performance.now() + seconds * 1_000
  const acknowledged = await Promise.all(
    Array.from({ length: writers }, (_, n) => writeUntil(sync, untilMs, `w${name}-${n}`, random)),
  )
  await storage.close()
  return { acknowledged: acknowledged.flat(), errors: [...errors] }
}

/** Pushes one to three new records again and again; what the server could not store is sent again as it is. */
async function writeUntil(
  sync: SyncContext,
  untilMs: number,
  device: string,
  random: { between(from: number, to: number): number },
): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  let mutationId = 0
  while (performance.now() < untilMs) {
    const changes = Array.from({ length: random.between(1, 3) }, () => {
      const id = `${device}-${++mutationId}`
      return {
        op: 'create',
        model: 'buildings',
        id,
        version: 0,
        data: { name: id },
        mutation_id: mutationId,
        schema: SCHEMA,
      }
    })
    for (let isStored = false; !isStored && performance.now() < untilMs;) {
      const reply = await push(sync, ACTOR, SCOPE, { device_id: device, changes })
      if (reply.kind === 'problem') continue
      const { results } = JSON.parse(reply.json) as { results: { ok: boolean; seq?: number; mutation_id: number }[] }
      isStored = results.every(({ ok }) => ok)
      // A repeat tells the stored result: everything that is told once is counted once.
      if (isStored) {
        acknowledged.push(...results.map(({ seq = 0, mutation_id: n }) => ({ id: `${device}-${n}`, seq })))
      }
    }
  }
  return acknowledged
}
