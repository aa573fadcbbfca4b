import { AxeBuilder } from '@axe-core/playwright'
import { expectPending, fillSignIn, openPendingChanges, sendBuilding, signIn } from './harness/app.ts'
import { expectReview, meet, openConflict, question } from './harness/merge.ts'
import { createProbe } from './harness/probe.ts'
import { expect, test } from './harness/test.ts'

test('[UI18] [UI81] [UI82] [UI86] two people change the same record: asked only where both did, and the history tells', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Tide mill')
  await meet(
    page,
    'Tide mill',
    { Name: 'Tide mill West', Floors: '5', Phone: '+353 1', Description: 'Same' },
    async () => {
      const theirs = { name: 'Old tide mill', floors: 7, address: '1 Quay', description: 'Same' }
      await probe.update('buildings', await probe.rowNamed('buildings', 'Tide mill'), theirs)
    },
  )
  await expect(page.getByText('You and Ben changed Name and Floors.')).toBeVisible()

  const dialog = await openConflict(page)
  await expect(dialog.getByRole('radiogroup')).toHaveCount(2)
  await expect(question(dialog, 'Name').getByText('Was: Tide mill')).toBeVisible()
  await expect(question(dialog, 'Name').getByRole('radio', { name: 'Yours: Tide mill West' })).toBeChecked()
  await question(dialog, 'Name').getByRole('radio', { name: 'Theirs: Old tide mill' }).check()
  await question(dialog, 'Floors').getByRole('radio', { name: 'Custom value' }).check()
  await question(dialog, 'Floors').getByRole('textbox').fill('6')
  await dialog.getByText('3 fields merged automatically').click()
  await expect(dialog.getByText('Address: nothing → 1 Quay')).toBeVisible()
  await dialog.getByRole('button', { name: 'Undo Address' }).click()
  await expect(dialog.getByRole('region', { name: 'The result' }).getByText('Old tide mill')).toBeVisible()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download both versions' }).click()
  expect((await download).suggestedFilename()).toBe('satchel-versions-tide-mill-west.json')

  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expect(dialog).toBeHidden()
  await expectPending(page, 0, { timeout: 30_000 })
  const row = await probe.rowNamed('buildings', 'Old tide mill')
  expect(row).toMatchObject({ floors: 6, phone: '+353 1', description: 'Same' })
  expect(row).not.toHaveProperty('address')

  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByText('You decided a conflict on this device')).toBeVisible()
  await expect(page.getByText('Name: theirs, Old tide mill, over yours, Tide mill West')).toBeVisible()
  await expect(page.getByText('Floors: 6, in place of yours, 5, and theirs, 7')).toBeVisible()
})

test('[UI83] [F52] the other side moves again while the dialog is open: only that field is asked again', async ({
  page,
  probe,
}) => {
  await signIn(page)
  const { id } = await sendBuilding(page, probe, 'Saw mill')
  const byId = async () => (await probe.rows('buildings')).find((row) => row.id === id) ?? { id, version: 0 }
  await meet(page, 'Saw mill', { Name: 'Saw mill West', Floors: '5' }, async () =>
    probe.update('buildings', await byId(), { name: 'Old saw mill', floors: 7 }),
  )
  const dialog = await openConflict(page)
  await question(dialog, 'Name')
    .getByRole('radio', { name: /^Theirs: / })
    .check()
  await question(dialog, 'Floors').getByRole('radio', { name: 'Theirs: 7' }).check()

  await probe.update('buildings', await byId(), { floors: 9 })
  await expect(dialog.getByText('Changed again meanwhile: Floors.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expect(dialog.getByRole('radiogroup')).toHaveCount(1)
  await expect(question(dialog, 'Floors').getByRole('radio', { name: 'Theirs: 9' })).toBeVisible()
  await expect(question(dialog, 'Floors').getByRole('radio', { name: 'Yours: 5' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expect(dialog).toBeHidden()
  await expectPending(page, 0, { timeout: 30_000 })
  expect(await byId()).toMatchObject({ name: 'Old saw mill', floors: 5 })
})

test('[UI83] [UI90] [WP16] decided without a network: it waits, and opens again with only what moved since', async ({
  page,
  probe,
}) => {
  await signIn(page)
  const { id } = await sendBuilding(page, probe, 'Wind mill')
  const byId = async () => (await probe.rows('buildings')).find((row) => row.id === id) ?? { id, version: 0 }
  await meet(page, 'Wind mill', { Name: 'Wind mill West', Floors: '5' }, async () =>
    probe.update('buildings', await byId(), { name: 'Old wind mill', floors: 7 }),
  )
  const dialog = await openConflict(page)
  await page.context().setOffline(true)
  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Ready to push (1)' })).toBeVisible()

  await probe.update('buildings', await byId(), { floors: 9 })
  await page.context().setOffline(false)
  await expect(dialog).toBeVisible({ timeout: 30_000 })
  await expect(dialog.getByRole('radiogroup')).toHaveCount(1)
  await expect(dialog.getByText('Ben changed this again.')).toBeVisible()
  await question(dialog, 'Floors').getByRole('radio', { name: 'Theirs: 9' }).check()
  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expectPending(page, 0, { timeout: 30_000 })
  expect(await byId()).toMatchObject({ name: 'Wind mill West', floors: 9 })
})

test('[UI20] choices survive the death of the whole browser', async ({ browserProcess, server, probe }) => {
  const page = await (await browserProcess.launch()).newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, { origin: server.origin })
  await sendBuilding(page, probe, 'Bone mill')
  await meet(page, 'Bone mill', { Name: 'Bone mill West', Floors: '5' }, async () =>
    probe.update('buildings', await probe.rowNamed('buildings', 'Bone mill'), { name: 'Old bone mill', floors: 7 }),
  )
  const dialog = await openConflict(page)
  await question(dialog, 'Name')
    .getByRole('radio', { name: /^Theirs: / })
    .check()
  await question(dialog, 'Floors').getByRole('radio', { name: 'Custom value' }).check()
  await question(dialog, 'Floors').getByRole('textbox').fill('6')
  await expect
    .poll(() => page.evaluate(storedChoices))
    .toContainEqual(
      expect.objectContaining({ floors: expect.objectContaining({ choice: { kind: 'custom', input: '6' } }) }),
    )
  await browserProcess.kill()

  const context = await browserProcess.launch()
  const after = await context.newPage()
  await after.setViewportSize({ width: 390, height: 844 })
  await after.goto(server.origin)
  await openPendingChanges(after)
  const again = await openConflict(after)
  await expect(question(again, 'Name').getByRole('radio', { name: 'Theirs: Old bone mill' })).toBeChecked()
  await expect(question(again, 'Floors').getByRole('textbox')).toHaveValue('6')
  // Whether this session's cookie had reached the disk is chance.
  await context.clearCookies()
  await again.getByRole('button', { name: 'Apply merge' }).click()
  await after.getByText('Sign in to send').first().click({ timeout: 30_000 })
  await fillSignIn(after)
  await expectPending(after, 0, { timeout: 30_000 })
  expect(await probe.rowNamed('buildings', 'Old bone mill')).toMatchObject({ floors: 6 })
})

test('[UI85] two people changed different fields before this device heard of either: each is named at their own', async ({
  page,
  server,
  probe,
}) => {
  const kit = await createProbe(server, 'kit@demo.test')
  await signIn(page)
  await sendBuilding(page, probe, 'Fulling mill')
  await meet(page, 'Fulling mill', { Address: '1 Weir', Floors: '5' }, async () => {
    await probe.update('buildings', await probe.rowNamed('buildings', 'Fulling mill'), { floors: 7 })
    await kit.update('buildings', await kit.rowNamed('buildings', 'Fulling mill'), { address: '2 Weir' })
  })
  await expect(page.getByText('You and Kit and Ben changed Address and Floors.')).toBeVisible()
  const dialog = await openConflict(page)
  await expect(question(dialog, 'Floors').getByText(/^Ben, /)).toBeVisible()
  await expect(question(dialog, 'Address').getByText(/^Kit, /)).toBeVisible()
})

test('[UI90] [RS9] theirs everywhere leaves nothing to send, and the history tells everybody who decided it', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Corn mill')
  await meet(page, 'Corn mill', { Floors: '5' }, async () =>
    probe.update('buildings', await probe.rowNamed('buildings', 'Corn mill'), { floors: 7 }),
  )
  const dialog = await openConflict(page)
  await dialog.getByRole('button', { name: 'Use all theirs' }).click()
  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expect(page.getByText('Theirs is kept. There is nothing to send.')).toBeVisible()
  await expectPending(page, 0)
  const row = await probe.rowNamed('buildings', 'Corn mill')
  expect(row).toMatchObject({ floors: 7, version: 2 })
  await expect
    .poll(async () => (await probe.history('buildings', row))[0])
    .toMatchObject({ updated_by: 'Ana', before: {}, after: {}, lost: { floors: 5 }, decided: { floors: 'resolved' } })
  expect(await probe.rowNamed('buildings', 'Corn mill')).toMatchObject({ version: 2 })
})

for (const [width, height] of [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
] as const) {
  test(`[UI89] [TL9] at ${width} px: columns from 768, nothing sideways, nothing for axe, by day and night`, async ({
    page,
    probe,
  }) => {
    await page.setViewportSize({ width, height })
    await signIn(page)
    await sendBuilding(page, probe, 'Paper mill')
    await meet(page, 'Paper mill', { Description: 'Mine', Floors: '5', Phone: '1' }, async () => {
      const theirs = { description: 'Theirs', floors: 7, address: '1 Quay' }
      await probe.update('buildings', await probe.rowNamed('buildings', 'Paper mill'), theirs)
    })
    const dialog = await openConflict(page)
    await question(dialog, 'Floors').getByRole('radio', { name: 'Custom value' }).check()
    await question(dialog, 'Floors').getByRole('textbox').fill('x')
    await dialog.getByText('2 fields merged automatically').click()
    for (const colorScheme of ['light', 'dark'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one page
      await page.emulateMedia({ colorScheme })
      // oxlint-disable-next-line no-await-in-loop -- one page
      const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    }
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    const [yours, theirs] = await Promise.all(
      ['Yours: Mine', 'Theirs: Theirs'].map((name) => dialog.getByRole('radio', { name }).boundingBox()),
    )
    expect(yours?.y === theirs?.y).toBe(width >= 768)
  })
}

test('[UI27] [UI80] by keyboard alone: Next leads on, Escape cancels and gives the focus back', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Oil mill')
  await meet(page, 'Oil mill', { Name: 'Oil mill West', Floors: '5' }, async () =>
    probe.update('buildings', await probe.rowNamed('buildings', 'Oil mill'), { name: 'Old oil mill', floors: 7 }),
  )
  const resolve = page.getByRole('button', { name: 'Resolve', exact: true })
  await resolve.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Resolve conflict: update Building' })
  await expect(dialog.getByRole('button', { name: 'Use all mine' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('radio', { name: 'Yours: Oil mill West' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('radio', { name: 'Theirs: Old oil mill' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Next' }).press('Enter')
  await expect(dialog.getByRole('radio', { name: 'Yours: 5' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(resolve).toBeFocused()
  await expectReview(page)
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('radio', { name: 'Theirs: Old oil mill' })).toBeChecked()
})

/** Runs in the page. */
async function storedChoices(): Promise<unknown[]> {
  const [name] = (await indexedDB.databases()).flatMap(({ name: found }) => (found?.includes('demo') ? [found] : []))
  const opened = indexedDB.open(name ?? '')
  await new Promise((resolve) => (opened.onsuccess = resolve))
  const all = opened.result.transaction('choices').objectStore('choices').getAll()
  await new Promise((resolve) => (all.onsuccess = resolve))
  opened.result.close()
  return all.result
}
