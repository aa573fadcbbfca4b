import { addBuilding, expectPending, openNewBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[RL9] [F23] another tab of a newer build changes the storage: it is not held up, nothing is written after it, and nothing is lost', async ({
  page,
  context,
  network,
}) => {
  await signIn(page)
  network.set({ kind: 'reset' })
  await addBuilding(page, 'Before the upgrade')
  await expectPending(page, 1)
  await openNewBuilding(page)
  await page.getByLabel('Name', { exact: true }).fill('Under the upgrade')

  const newer = await context.newPage()
  await newer.goto('/manifest.webmanifest')
  expect(await newer.evaluate(upgradeAndCount)).toBe(1)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText(/^Not saved: this device’s storage did not answer/).first()).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Under the upgrade')
  expect(await newer.evaluate(upgradeAndCount)).toBe(1)
})

test('[RL13] [F23] a newer build waits for a tab of an older one that does not let the storage go: it says so, and opens by itself when that is gone', async ({
  page,
  context,
  network,
}) => {
  await signIn(page)
  network.set({ kind: 'reset' })
  await addBuilding(page, 'Before the upgrade')
  await expectPending(page, 1)
  // A tab that sleeps hears of nothing.
  await page.goto('/manifest.webmanifest')
  await page.evaluate(keepOpen)

  const newer = await context.newPage()
  await newer.addInitScript(() => {
    const open = indexedDB.open.bind(indexedDB)
    indexedDB.open = (name, version) => open(name, version && name.startsWith('satchel:') ? version + 1 : version)
  })
  await newer.goto('/')
  await expect(newer.getByText('This version of Satchel opens once its other tabs are closed')).toBeVisible()
  await page.close()
  await expectPending(newer, 1)
  await expect(newer.getByText('This version of Satchel opens once its other tabs are closed')).toBeHidden()
})

/** Holds the person's database open, whatever comes. */
async function keepOpen(): Promise<void> {
  for (const { name = '' } of await indexedDB.databases()) {
    const opening = indexedDB.open(name)
    await new Promise((resolve) => {
      opening.onsuccess = resolve
    })
    // Or the browser would close what nobody holds.
    Object.assign(window, { [name]: opening.result })
  }
}

/** Raises the version of the person's database, as a newer build does. @returns how many changes wait in it */
async function upgradeAndCount(): Promise<number> {
  const databases = await indexedDB.databases()
  const found = await Promise.all(
    databases.map(({ name = '', version = 1 }) => {
      return new Promise<number>((resolve, reject) => {
        const request = indexedDB.open(name, version + 1)
        request.onerror = () => reject(request.error)
        request.onblocked = () => reject(new Error('an old tab holds up the upgrade'))
        request.onsuccess = () => {
          const database = request.result
          const counted = database.objectStoreNames.contains('outbox')
            ? database.transaction('outbox').objectStore('outbox').count()
            : undefined
          if (!counted) {
            database.close()
            return resolve(0)
          }
          counted.onsuccess = () => {
            database.close()
            resolve(counted.result)
          }
        }
      })
    }),
  )
  return found.reduce((sum, count) => sum + count, 0)
}
