import { addBuilding, expectPending, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[RL8] [F46] a server of another build answers 426: the person is told, everything stays, and leaves once they fit', async ({
  page,
  network,
  probe,
}) => {
  await signIn(page)
  network.set({ kind: 'otherBuild' })
  const names = ['Old mill', 'New mill']
  for (const name of names) await addBuilding(page, name)
  await expect(page.getByText('Update Satchel to send').first()).toBeVisible({ timeout: 30_000 })
  await expectPending(page, names.length)

  // As after an update of either side: the app starts again.
  network.set({ kind: 'none' })
  await page.reload()
  await expectPending(page, 0, { timeout: 30_000 })
  for (const name of names) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
})
