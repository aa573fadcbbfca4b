import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Commits, createCommits } from '../sync/commits.ts'
import { createEventStream } from './event-stream.ts'
import { createLiveHub, HINT_EVERY_MS, type LiveHub, LOOK_EVERY_MS, spreadMs } from './hub.ts'

let commits: Commits
let hub: LiveHub

beforeEach(() => {
  vi.useFakeTimers()
  commits = createCommits()
  hub = createLiveHub(commits)
})

afterEach(() => void vi.useRealTimers())

function open(mayStay = async (): Promise<boolean> => true): ReadableStreamDefaultReader<Uint8Array> {
  return createEventStream({ hub, scope: 'demo', cursor: 'e.1.a', mayStay, commentEveryMs: 25_000 }).getReader()
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { value } = await reader.read()
  return value === undefined ? undefined : new TextDecoder().decode(value)
}

function event(cursor: string): string {
  return `event: cursor\ndata: {"cursor":"${cursor}","spread_ms":0}\n\n`
}

/** What a listener is told that had read this head. */
function hear(cursor: string): readonly string[] {
  const told: string[] = []
  hub.listen('demo', { hint: (mark) => void told.push(mark), end: () => {} }, cursor)
  return told
}

describe('live hints', () => {
  it('[HT17] the head at once, then each commit', async () => {
    const reader = open()
    expect(await next(reader)).toBe(event('e.1.a'))
    commits.notify('demo', 'e.2.b')
    expect(await next(reader)).toBe(event('e.2.b'))
    vi.advanceTimersByTime(HINT_EVERY_MS)
    commits.notify('demo', 'e.3.c')
    expect(await next(reader)).toBe(event('e.3.c'))
  })

  it('[HT17] of many commits in a row the first and the last are told', async () => {
    const reader = open()
    await next(reader)
    for (let seq = 2; seq <= 100; seq++) commits.notify('demo', `e.${seq}.x`)
    expect(await next(reader)).toBe(event('e.2.x'))
    vi.advanceTimersByTime(HINT_EVERY_MS)
    expect(await next(reader)).toBe(event('e.100.x'))
  })

  it('[HT17] a reader that does not keep up gets the newest hint when it reads again', async () => {
    const reader = open()
    for (let seq = 2; seq <= 20; seq++) {
      commits.notify('demo', `e.${seq}.x`)
      vi.advanceTimersByTime(HINT_EVERY_MS)
    }
    const texts = [await next(reader), await next(reader), await next(reader)]
    expect(texts).toEqual([event('e.1.a'), event('e.2.x'), event('e.20.x')])
  })

  it('[HT17] commits of another scope are not told', async () => {
    const reader = open()
    await next(reader)
    commits.notify('other', 'e.9.z')
    commits.notify('demo', 'e.2.b')
    expect(await next(reader)).toBe(event('e.2.b'))
  })

  it('[HT17] a comment every 25 seconds keeps the line open', async () => {
    const reader = open()
    await next(reader)
    vi.advanceTimersByTime(25_000)
    expect(await next(reader)).toBe(':\n\n')
  })

  it('[HT18] the stream ends when the session has ended, or cannot be looked up', async () => {
    for (const mayStay of [async () => false, () => Promise.reject(new Error('no database'))]) {
      const reader = open(mayStay)
      await next(reader)
      vi.advanceTimersByTime(25_000)
      expect(await next(reader)).toBeUndefined()
    }
  })

  it('[HT19] what another process committed is told within a second, once; nobody looks when nobody listens', async () => {
    let head: string | undefined = 'e.1.a'
    let looks = 0
    const headOf = async () => {
      looks += 1
      if (head === undefined) throw new Error('the database is away')
      return head
    }
    hub = createLiveHub(commits, { headOf })
    await vi.advanceTimersByTimeAsync(5 * LOOK_EVERY_MS)
    expect(looks).toBe(0)
    const reader = open()
    await next(reader)
    head = undefined
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
    head = 'e.2.b'
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
    expect(await next(reader)).toBe(event('e.2.b'))
    await vi.advanceTimersByTimeAsync(HINT_EVERY_MS)
    // Its own commit, which the next look finds as well.
    commits.notify('demo', 'e.4.d')
    expect(await next(reader)).toBe(event('e.4.d'))
    head = 'e.4.d'
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
    commits.notify('demo', 'e.5.e')
    expect(await next(reader)).toBe(event('e.5.e'))
    await reader.cancel()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('[HT19] a slow look that began before a commit of this process does not tell the older head', async () => {
    const looks: ((head: string) => void)[] = []
    hub = createLiveHub(commits, { headOf: () => new Promise((resolve) => looks.push(resolve)) })
    const told = hear('e.1.a')
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
    commits.notify('demo', 'e.3.c')
    looks[0]?.('e.2.b')
    await vi.advanceTimersByTimeAsync(HINT_EVERY_MS)
    expect(told).toEqual(['e.3.c'])
  })

  it('[HT17] who read the head before one that the others were told already is told it at once', async () => {
    hub = createLiveHub(commits, { headOf: async () => 'e.6.b' })
    hear('e.5.a')
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
    const [late, current] = [hear('e.5.a'), hear('e.6.b')]
    expect([late, current]).toEqual([['e.6.b'], []])
  })

  it('[HT19] of a database that was restored under the running server the head is told, and each commit after it', async () => {
    let head = 'e.5.a'
    hub = createLiveHub(commits, { headOf: async () => head })
    const told = hear('e.5.a')
    for (const restored of ['e.3.x', 'e.3.y', 'e.2.z', 'e.5.z', 'e.5.a']) {
      head = restored
      await vi.advanceTimersByTimeAsync(2 * LOOK_EVERY_MS)
    }
    expect(told).toEqual(['e.3.x', 'e.3.y', 'e.2.z', 'e.5.z', 'e.5.a'])
  })

  it('[HT17] a commit of this process is told whatever was told before, unless it comes in the wake of a later one', async () => {
    const told = hear('e.5.a')
    for (const [mark, waitMs] of [
      ['e.4.x', HINT_EVERY_MS],
      ['e.5.y', HINT_EVERY_MS],
      ['e.7.z', 0],
      ['e.6.z', HINT_EVERY_MS],
    ] as const) {
      commits.notify('demo', mark)
      await vi.advanceTimersByTimeAsync(waitMs)
    }
    expect(told).toEqual(['e.4.x', 'e.5.y', 'e.7.z'])
  })

  it('[HT18] a client that leaves is forgotten', async () => {
    const stop = vi.fn<() => void>()
    hub = createLiveHub({ listen: () => stop })
    const [one, two] = [open(), open()]
    await one.cancel()
    expect(stop).not.toHaveBeenCalled()
    await two.cancel()
    expect(stop).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('[HT5] closing ends every stream, and those that come later', async () => {
    const reader = open()
    await next(reader)
    hub.close()
    expect(await next(reader)).toBeUndefined()
    const late = open()
    await next(late)
    expect(await next(late)).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('[HT17] few listeners pull at once, many spread', () => {
    expect([1, 50, 51, 2_000, 100_000].map(spreadMs)).toEqual([0, 0, 102, 4_000, 10_000])
  })
})
