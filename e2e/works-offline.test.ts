import type { BrowserContext, Page } from '@playwright/test'
import { addBuilding, expectPending, openBuilding, openPendingChanges, sendBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'
import { createWorkerControls } from './harness/worker-controls.ts'

test('[UI60] [EN55] of a person who works offline the server hears nothing: not from a page, not from the worker, whatever wakes them', async ({
  page,
  context,
  server,
  network,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Known barn')
  // Something waits, and the page looks out for the server.
  network.set({ kind: 'reset' })
  const looksOut = network.nextCall('/api/health')
  await addBuilding(page, 'First barn')
  await looksOut
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('switch', { name: 'Work offline' }).check()
  await expect(page.getByText('Working offline, 1 saved on this device').first()).toBeVisible()
  network.set({ kind: 'none' })
  const [calls, files] = [network.calls.length, network.files.length]

  await page.getByRole('button', { name: 'Check for update' }).click()
  await expect(page.getByText('You are working offline. Nothing is sent or received.').first()).toBeVisible()
  await addBuilding(page, 'Second barn')
  await page.reload()
  await expectPending(page, 2)
  const other = await context.newPage()
  await other.goto('/settings')
  await expectPending(other, 2)
  await page.bringToFront()
  await context.setOffline(true)
  await context.setOffline(false)
  await wakeWorker(context, page, server.origin)
  await expect.poll(() => wakeUps(page)).toEqual(expect.arrayContaining(['saved', 'online', 'sync', 'periodicsync']))
  await openBuilding(page, 'Known barn')
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByText('The history needs the network').first()).toBeVisible()
  await openPendingChanges(page)
  const region = page.getByRole('region', { name: 'Pending changes' })
  await region.getByRole('button', { name: 'Sync now' }).click()
  await expect(region.getByText('You are working offline. Nothing is sent or received.').first()).toBeVisible()
  expect(network.calls.slice(calls)).toEqual([])
  // A browser looks for a new worker after each load, whatever the app wants.
  expect(network.files.slice(files).filter((path) => path !== '/sw.js')).toEqual([])

  await region.getByRole('button', { name: 'Go online' }).click()
  await expectPending(page, 0)
  for (const name of ['First barn', 'Second barn']) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
})

/** What wakes the worker without a page: its start, Background Sync, and the browser's own rounds. */
async function wakeWorker(context: BrowserContext, page: Page, origin: string): Promise<void> {
  const worker = await createWorkerControls(context, page, origin)
  await worker.stop()
  await worker.sync('satchel-drain-0')
  await worker.periodicSync('drain')
}

/** The reasons in the device's log. */
function wakeUps(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases()
    const name = known.find((one) => one.name?.startsWith('satchel:'))?.name ?? ''
    const database = await settled(indexedDB.open(name))
    const events = await settled<{ detail: { reason?: string } }[]>(
      database.transaction('events').objectStore('events').getAll(),
    )
    database.close()
    return events.flatMap(({ detail }) => detail.reason ?? [])

    function settled<T>(request: IDBRequest<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    }
  })
}
