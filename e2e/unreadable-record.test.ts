import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { addBuilding, expectPending, fillSignIn, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

/**
 * Chromium keeps a value of more than 64 KiB in a file of its own, as it is after compression; a letter beyond Latin-1 makes two
 * bytes of each.
 */
const LONG = `${randomBytes(45_000).toString('base64').slice(0, 60_000)}漢`

/** The files of large values, by path. */
async function largeValues(profile: string): Promise<string[]> {
  const entries = await readdir(join(profile, 'Default', 'IndexedDB'), { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    return entry.isFile() && path.includes('.indexeddb.blob') ? path : []
  })
}

/** What the sync log on the device holds. */
function loggedKinds(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const { name = '' } = (await indexedDB.databases()).find(({ name }) => name?.startsWith('satchel:')) ?? {}
    const idb = await resultOf(indexedDB.open(name))
    const events: { kind: string }[] = await resultOf(idb.transaction('events').objectStore('events').getAll())
    idb.close()
    return events.map(({ kind }) => kind)
  })
}

test('[DB23] [F5] the file of one waiting change is gone: everything that waits arrives, that one too', async ({
  browserProcess,
  server,
  probe,
}) => {
  const first = await (await browserProcess.launch()).newPage()
  await signIn(first, { origin: server.origin })
  await server.kill()
  await addBuilding(first, 'Powder house', LONG)
  await addBuilding(first, 'Gate house')
  await expectPending(first, 2)
  await browserProcess.kill()
  const files = await largeValues(browserProcess.folder)
  const texts = await Promise.all(files.map(async (file) => (await readFile(file)).toString('latin1')))
  const outbox = files.filter((_, n) => texts[n]?.includes('patch'))
  expect(outbox).toHaveLength(1)
  for (const file of outbox) await rm(file)

  const context = await browserProcess.launch()
  const second = await context.newPage()
  await second.goto(server.origin)
  await expectPending(second, 2)
  expect(await loggedKinds(second)).toContain('damaged')
  await context.clearCookies()
  await server.start()
  await second.getByText('Sign in to send').first().click({ timeout: 30_000 })
  await fillSignIn(second)
  await expectPending(second, 0, { timeout: 30_000 })
  for (const name of ['Powder house', 'Gate house']) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
})
