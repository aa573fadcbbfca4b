import { type Browser, chromium } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'
import { createRandom, type Random } from '../../server/demo/random.ts'
import { type Book, compareWithBook } from './book.ts'
import { createProbe } from './probe.ts'
import { createTestServer, type TestServer } from './server.ts'

/** What a lane is made of; lanes share all but their chance. */
export interface LaneParts {
  readonly browser: Browser
  readonly server: TestServer
  readonly random: Random
  readonly book: Book
}

export interface FleetOptions<Lane, Done> {
  readonly seed: number
  /** How many browser profiles at a time. */
  readonly lanes: number
  /** How often something is done, in all. */
  readonly times: number
  readonly open: (parts: LaneParts, n: number) => Promise<Lane>
  readonly act: (lane: Lane, n: number) => Promise<Done>
}

export interface FleetOutcome<Done> {
  readonly done: readonly Done[]
  /** How many records people saved. */
  readonly records: number
  /** One sentence for each that the server does not hold as it was saved. */
  readonly wrong: readonly string[]
}

/** Browser profiles beside each other at one server: each does the next thing when it is through with its own. */
export async function runFleet<Lane extends { close(): Promise<void> }, Done>(
  options: FleetOptions<Lane, Done>,
): Promise<FleetOutcome<Done>> {
  const { seed, lanes, times, open, act } = options
  const server = await createTestServer()
  await server.start()
  const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', chromiumSandbox: false })
  try {
    const probe = await createProbe(server, 'kit@demo.test')
    const before = await probe.rows('buildings')
    const random = createRandom(seed)
    const book: Book = new Map()
    const opened = await Promise.all(
      Array.from({ length: lanes }, (_, n) =>
        open({ browser, server, random: createRandom(random.between(0, 2 ** 32 - 1)), book }, n),
      ),
    )
    let next = 0
    const done: Done[] = []
    await Promise.all(
      opened.map(async (lane) => {
        while (next < times) done.push(await act(lane, ++next))
      }),
    )
    const wrong = compareWithBook(book, (await probe.rows('buildings')).slice(before.length))
    for (const lane of opened) await lane.close()
    return { done, records: book.size, wrong }
  } finally {
    await browser.close()
    await server.dispose()
  }
}

/** The check that such a run ends with, and what it found. @param rules that its title begins with */
export function bookCheck(rules: string, { records, wrong }: FleetOutcome<unknown>) {
  for (const sentence of wrong.slice(0, 20)) console.log(`  ✗ ${sentence}`)
  return { title: `${rules} each of ${records} records is there, once, with its values`, passed: wrong.length === 0 }
}
