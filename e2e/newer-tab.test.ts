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
