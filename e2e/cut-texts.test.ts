import type { Locator } from '@playwright/test'
import { signIn } from './harness/app.ts'
import { say, speak } from './harness/language.ts'
import { expect, test } from './harness/test.ts'

test('[UI102] of what a person typed and is cut, the beginning stays, of each part of a name too, whichever way it and the language read', async ({
  page,
  probe,
}) => {
  const name = 'Harbour warehouse at the end of the long quay behind the lighthouse'
  const address = '12 Lighthouse Road beside the old customs house, Galway'
  const building = await probe.create('buildings', { name, address })
  const arabic = await probe.create('buildings', {
    name: 'مخزن',
    address: 'شارع الميناء القديم خلف المنارة عند نهاية الرصيف الطويل',
  })
  const notes = 'The roof leaks above the stairs and nobody has been there since'
  await probe.create('inspections', { building: building.id, date: '2026-11-20', checklist: ['roof', 'stairs'], notes })
  const tenant = await probe.create('tenants', { name: 'ليلى حداد' })
  const lease = await probe.create('leases', { building: building.id, tenant: tenant.id, start: '2026-02-01' })
  await signIn(page)
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto('/buildings/new')
  await page.getByLabel('Name', { exact: true }).fill(name)

  for (const language of ['ar', 'en'] as const) {
    // oxlint-disable no-await-in-loop -- one page
    await page.goto(`/buildings`)
    await speak(page, language)
    const begun = page.getByRole('link', { name: say(language, 'Draft') }).first()
    for (const text of [begun.getByText(name), row(building.id).getByText(name), row(building.id).getByText(address)]) {
      await expect.poll(() => cutEnd(text)).toBe('right')
    }
    await expect.poll(() => cutEnd(row(arabic.id).getByText('شارع'))).toBe('left')
    await page.goto(`/inspections`)
    await expect.poll(() => cutEnd(page.getByText(notes).first())).toBe('right')
    await page.goto(`/leases`)
    await expect.poll(() => cutEnd(row(lease.id).getByText(name).last())).toBe('right')
    await expect.poll(() => cutEnd(row(lease.id).getByText('ليلى حداد').last())).toBe('nowhere')
    await page.goto(`/leases?filter=building:${building.id}`)
    await expect.poll(() => cutEnd(page.getByRole('main').getByText(name).first())).toBe('right')
    // oxlint-enable no-await-in-loop
  }

  function row(id: string): Locator {
    return page.locator(`[data-id="${id}"]`)
  }
})

/** At which end its element cuts a text; `nowhere` if there is room for all of it. */
async function cutEnd(text: Locator): Promise<'left' | 'right' | 'nowhere'> {
  await expect(text).toBeVisible()
  return text.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const [room, whole] = [element.getBoundingClientRect(), range.getBoundingClientRect()]
    if (element.scrollWidth <= element.clientWidth) return 'nowhere'
    return whole.right > room.right + 1 ? 'right' : 'left'
  })
}
