import type { BrowserContext, Page } from '@playwright/test'
import {
  expectPending,
  fillSignIn,
  goToList,
  openBuilding,
  openNewBuilding,
  save,
  sendBuilding,
  signIn,
} from './harness/app.ts'
import type { BrowserProcess } from './harness/browser-process.ts'
import type { TestServer } from './harness/server.ts'
import { expect, test } from './harness/test.ts'

const label = (page: Page, name: string) => page.getByLabel(name, { exact: true })

test('[UI7] [UI40] what is typed survives a kill of the browser, in a record and in a new one', async ({
  browserProcess,
  server,
  probe,
}) => {
  const page = await signedIn(browserProcess, server)
  await sendBuilding(page, probe, 'Rope mill')
  await openBuilding(page, 'Rope mill')
  await label(page, 'Floors').fill('4')
  await goToList(page)
  await expect(page.getByRole('link', { name: /^Rope mill.*Draft/ })).toBeVisible()
  await page.getByRole('link', { name: 'New building' }).first().click()
  await label(page, 'Name').fill('Glass works')
  await label(page, 'Description').fill('By the canal')
  await untilKept(page, 'buildings', 'new', 'By the canal')

  await browserProcess.kill()
  const again = await open(await browserProcess.launch(), server)
  await again.goto(`${server.origin}/buildings`)
  await again.getByRole('link', { name: /^Glass works, not saved yet/ }).click()
  await expect(label(again, 'Description')).toHaveValue('By the canal')
  await again.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(again.getByText('Saved on this device', { exact: true })).toBeVisible()
  await openBuilding(again, 'Rope mill')
  await expect(label(again, 'Floors')).toHaveValue('4')
  await again.getByRole('button', { name: 'Discard draft' }).click()
  await expect(label(again, 'Floors')).toHaveValue('')
  await goToList(again)
  await expect(again.getByRole('link', { name: /^Rope mill.*Synced/ })).toBeVisible()
})

test('[UI42] a building created from a lease’s picker is chosen, and both forms survive a kill', async ({
  browserProcess,
  server,
  probe,
}) => {
  const page = await signedIn(browserProcess, server)
  await page.goto(`${server.origin}/leases/new`)
  await label(page, 'Start').fill('2026-12-01')
  await label(page, 'Rent').fill('950,50')
  await createBuilding(page, 'Dye works')
  await label(page, 'Floors').fill('3')
  await untilKept(page, 'buildings', 'new', '3')

  await browserProcess.kill()
  const again = await open(await browserProcess.launch(), server)
  await again.goto(`${server.origin}/leases/new`)
  await expect(label(again, 'Name')).toHaveValue('Dye works')
  await expect(label(again, 'Floors')).toHaveValue('3')
  await again.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(again.getByRole('combobox', { name: 'Building' })).toHaveValue('Dye works')
  await expect(label(again, 'Start')).toHaveValue('2026-12-01')
  await expect(label(again, 'Rent')).toHaveValue('950,50')

  await again.getByRole('combobox', { name: 'Tenant' }).click()
  await again.getByRole('listbox', { name: 'Found' }).getByRole('option').first().click()
  await again.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(again.getByRole('button', { name: 'History' })).toBeVisible()
  // Chromium writes cookies to the disk within half a minute: whether this session's was there is chance.
  await again.context().clearCookies()
  await again.goto(`${server.origin}/sign-in`)
  await fillSignIn(again)
  await expectPending(again, 0, { timeout: 30_000 })
  const building = await probe.rowNamed('buildings', 'Dye works')
  const leases = await probe.rows('leases')
  expect(leases.filter((row) => row.building === building.id)).toMatchObject([{ rent: 95_050, start: '2026-12-01' }])
})

async function signedIn(browserProcess: BrowserProcess, server: TestServer): Promise<Page> {
  const page = await open(await browserProcess.launch(), server)
  await signIn(page, { origin: server.origin })
  return page
}

async function open(context: BrowserContext, server: TestServer): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage())
  // Room for the models beside a form that is typed into.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(server.origin)
  return page
}

async function createBuilding(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Building' }).fill(name)
  await page.getByRole('combobox', { name: 'Building' }).click()
  await page.getByRole('option', { name: 'New building' }).click()
  await expect(label(page, 'Floors')).toBeVisible()
}

/** The draft is on the disk, by the browser's own account. */
async function untilKept(page: Page, model: string, id: string, text: string): Promise<void> {
  const read = () =>
    page.evaluate(
      async ([model, id]) => {
        const [{ name } = { name: '' }] = (await indexedDB.databases()).filter((one) =>
          one.name?.startsWith('satchel:'),
        )
        const opened = await settled(indexedDB.open(name ?? ''))
        const row = await settled<unknown>(
          opened
            .transaction('drafts')
            .objectStore('drafts')
            .get([model ?? '', id ?? '']),
        )
        opened.close()
        return JSON.stringify(row ?? null)

        function settled<T>(request: IDBRequest<T>): Promise<T> {
          return new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result)
            request.onerror = () => reject(request.error)
          })
        }
      },
      [model, id],
    )
  await expect.poll(read).toContain(text)
}

/**
 * Presses Save, and as soon as the save is told, before anything else can happen, puts the focus into a field or types into it.
 * @param typed absent: the focus alone, with all that is in the field selected
 * @returns how far the form is scrolled by that
 */
async function saveAndTap(page: Page, field: string, typed?: string): Promise<number> {
  const saveButton = await page.getByRole('button', { name: 'Save', exact: true }).elementHandle()
  return page.getByLabel(field, { exact: true }).evaluate(
    async (editor: HTMLInputElement, { button, typed }) => {
      await new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (document.querySelector('[role=status]')?.textContent !== 'Saved on this device') return
          watch.disconnect()
          resolve()
        })
        watch.observe(document.body, { subtree: true, childList: true, characterData: true })
        ;(button as HTMLElement).click()
      })
      if (typed === undefined) {
        editor.focus()
        editor.select()
      } else {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(editor, typed)
        editor.dispatchEvent(new Event('input', { bubbles: true }))
      }
      return editor.closest('[data-fields]')?.scrollTop ?? 0
    },
    { button: saveButton, typed },
  )
}

test('[UI112] the field that is tapped in the moment after a new record was saved keeps the focus, and what is selected in it', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await openNewBuilding(page)
  await page.getByLabel('Name', { exact: true }).fill('Quick tap')
  await page.getByLabel('Address', { exact: true }).fill('1 Main St')
  await page.setViewportSize({ width: 390, height: 480 })
  const fields = page.locator('[data-fields]')
  await fields.evaluate((element) => (element.scrollTop = 60))
  const scrolled = await saveAndTap(page, 'Address')
  await expect(page.getByRole('button', { name: 'History' })).toBeVisible()
  expect(scrolled).toBeGreaterThan(0)
  // What is new above the fields moves them along.
  expect(await fields.evaluate((element) => element.scrollTop)).toBeGreaterThanOrEqual(scrolled)
  await page.keyboard.insertText('2 Side St')
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('2 Side St')
  await save(page)
  await expectPending(page, 0)
  expect(await probe.rowNamed('buildings', 'Quick tap')).toMatchObject({ address: '2 Side St' })
})

test('[UI112] what is typed in the moment after a new record was saved is in its form, and is saved', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await openNewBuilding(page)
  await page.getByLabel('Name', { exact: true }).fill('Quick hand')
  await saveAndTap(page, 'Floors', '7')
  await expect(page).not.toHaveURL(/new$/)
  await expect(page.getByLabel('Floors', { exact: true })).toHaveValue('7')
  await save(page)
  await expectPending(page, 0)
  expect(await probe.rowNamed('buildings', 'Quick hand')).toMatchObject({ floors: 7 })
})
