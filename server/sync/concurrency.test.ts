import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ANA, openTestSync, type TestSync } from './testing/open-test-sync.ts'
import { create, createDevice, pullAll, pullPage, update } from './testing/test-device.ts'

// 180 commits one after the other on a machine that is busy with other tests: closing under them would fail them all.
vi.setConfig({ testTimeout: 60_000 })

let test: TestSync

beforeEach(async () => {
  test = await openTestSync()
})
afterEach(() => test.close())

const WRITERS = 12
const BATCHES = 15

it('[WP20][F38] 12 writers at once and a poller that pages: it misses no seq and sees none twice', async () => {
  let writing = true
  const seen: number[] = []
  const poll = async () => {
    for (let cursor: string | undefined, idle = false; ;) {
      const page = await pullPage(test.sync, { since: cursor, limit: '7' })
      seen.push(...page.changes.map(({ seq }) => seq))
      cursor = page.cursor
      if (idle && !page.has_more) return
      idle = !writing && !page.has_more
      await turn()
    }
  }
  const write = async (writer: number) => {
    const device = createDevice(test.sync, ANA, `d${writer}`)
    for (let batch = 0; batch < BATCHES; batch++) {
      const changes = [0, 1, 2].map((n) => create('buildings', `b${writer}-${batch}-${n}`, { name: 'B' }))
      const results = await device.push(...changes)
      expect(results.every(({ ok }) => ok)).toBe(true)
      for (let pause = 0; pause < (writer * batch) % 4; pause++) await turn()
    }
  }
  // One promise for all of them: what still runs when one fails must not go on, unheard, over a database that is closed.
  const written = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  await Promise.all([poll(), written.finally(() => (writing = false))])
  expect(seen).toEqual(Array.from({ length: WRITERS * BATCHES * 3 }, (_, n) => n + 1))
})

it('[WP20] 12 writers of one record: every effective change is one version and one seq, and no update is lost', async () => {
  const first = createDevice(test.sync, ANA, 'first')
  await first.push(create('tenants', 't1', { name: 'T', notes: '' }))
  const write = async (writer: number) => {
    const device = createDevice(test.sync, ANA, `d${writer}`)
    for (let n = 0; n < BATCHES; n++) {
      expect(await device.one(update('tenants', 't1', 1, { notes: `${writer}.${n}` }))).toMatchObject({ ok: true })
      await turn()
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  expect((await pullAll(test.sync)).changes).toMatchObject([
    { version: WRITERS * BATCHES + 1, seq: WRITERS * BATCHES + 1 },
  ])
})
