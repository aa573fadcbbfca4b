import type { Registry } from '../../contract/registry.ts'
import { newDeviceMeta } from '../../src/sync/device/device-meta.ts'
import { createEngine, type Engine } from '../../src/sync/engine.ts'
import { createHttpTransport } from '../../src/sync/network/http-transport.ts'
import { noLock } from '../../src/sync/lock.ts'
import type { SyncStore } from '../../src/sync/ports.ts'
import { cover } from './coverage.ts'
import type { DeviceNode } from './device-node.ts'
import type { Profile } from './device-options.ts'
import { befell } from './entry-states.ts'
import { faultyStore } from './faulty-store.ts'
import { createLife, type Life } from './life.ts'
import type { Call, Trouble } from './network.ts'
import { SCOPE } from './people.ts'
import { watchStore } from './watching-store.ts'

/** A page or a worker: an engine of its own over the device's one storage. */
export interface Tab {
  readonly life: Life
  readonly store: SyncStore
  readonly engine: Engine
}

export async function openTab(device: DeviceNode, registry: Registry): Promise<Tab> {
  const { options, environment } = device
  const { loop, random, network, profile, person, watcher } = options
  const life = createLife(loop, () => random().int(3))
  const plain = device.disk.connect()
  await plain.open(newDeviceMeta(environment.newId()))
  const watched = watchStore(faultyStore(plain, device.mishaps), watcher)
  const store: SyncStore = {
    ...watched,
    // Begun in the turn of the tap; only its end may never be heard of.
    save: async (entry, visible) => {
      const key = await watched.save(entry, visible)
      options.onSaved({ ...entry, key })
      await life.turn()
      return key
    },
    read: (work) => life.around(() => watched.read(work)),
    transact: (work) => life.around(() => watched.transact(work)),
    note: (work) => life.around(() => watched.note(work)),
  }
  life.onDeath(() => plain.close())
  const fetch = network.fetchFor({
    link: () => profile.link,
    pullsLateMs: () => profile.pullsLateMs,
    cookie: () => profile.cookie,
    sent: options.onSent,
    served: options.onServed,
    fate: (call) => (hasChanges(call) ? fateOf(profile, call) : undefined),
    befell: (call, what, when) => {
      if (when === 'begins') cover('network', what)
      if (life.isAlive() && hasChanges(call)) befell(watcher.outbox, `push ${what}`)
    },
  })
  const engine = createEngine({
    store,
    models: registry,
    environment,
    by: () => person,
    transport: createHttpTransport({
      baseUrl: 'http://satchel.test',
      scope: SCOPE,
      userId: person,
      fetch: (input, init) => life.around(() => fetch(input, init)),
      timers: life.timers,
      nowMs: environment.nowMs,
    }),
    lock: options.hasLocks ? device.locks.lockFor(life) : noLock,
    isWatched: () => true,
    onError: (error) => device.failed(error),
  })
  return { life, store, engine }
}

/** A push without changes binds the device. */
function hasChanges({ url, body }: Call): boolean {
  return url.endsWith('/push') && !body.endsWith('[]}')
}

function fateOf(profile: Profile, { body }: Call): Trouble | undefined {
  const { jam, nextPush } = profile
  if (jam && body.includes(`"id":"${jam.id}"`)) return jam.fault
  profile.nextPush = undefined
  return nextPush
}
