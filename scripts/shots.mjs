// `npm run shots` after `npm run build`: every screen and state of the real app, at a phone's, a small phone's and a laptop's size, by
// day and by night, into `gallery/`; the README's pictures go to `docs/images`. Two people, a temporary server, Ana's device.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { ensureBrowser } from './find-browser.mjs'

const GALLERY = 'gallery'
const README_IMAGES = { list: 'list', pending: 'pending', merge: 'merge' }
const SIZES = { phone: [390, 844], small: [320, 640], laptop: [1280, 800] }
const LOOKS = Object.entries(SIZES).flatMap(([size, [width, height]]) =>
  ['light', 'dark'].map((colorScheme) => ({
    name: `${size}-${colorScheme}`,
    viewport: { width, height },
    colorScheme,
  })),
)

const data = await mkdtemp(join(tmpdir(), 'satchel-shots-'))
const port = await freePort()
const address = `http://localhost:${port}`
const server = spawn(process.execPath, ['dist-server/main.js'], {
  env: { ...process.env, PORT: String(port), SATCHEL_DATA: data },
  stdio: ['ignore', 'pipe', 'inherit'],
})
await once(server.stdout, 'data')
const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] })
try {
  await rm(GALLERY, { recursive: true, force: true })
  for (const { name } of LOOKS) await mkdir(join(GALLERY, name), { recursive: true })
  await photograph()
  for (const [image, shot] of Object.entries(README_IMAGES)) {
    await cp(join(GALLERY, 'phone-light', `${shot}.png`), join('docs/images', `${image}.png`))
  }
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await once(server, 'exit')
  await rm(data, { recursive: true, force: true })
}

async function photograph() {
  const ana = await newPage()
  await ana.goto(address)
  await ana.getByLabel('Email').waitFor()
  await shoot(ana, 'sign-in')
  await signIn(ana, 'ana')
  await shoot(ana, 'home')
  const ben = await newPage()
  await signIn(ben, 'ben')

  await go(ana, 'buildings')
  const [first, second] = await titles(ana)
  await shoot(ana, 'list-synced')
  await ana.getByRole('searchbox', { name: 'Search' }).fill('no such place')
  await shoot(ana, 'list-nothing-found')
  await go(ana, 'buildings/new')
  await button(ana, 'Save').click()
  await shoot(ana, 'new-with-errors')
  await open(ana, first)
  await shoot(ana, 'record')
  await button(ana, 'History').click()
  await ana.getByText('Created', { exact: false }).first().waitFor()
  await shoot(ana, 'history')
  await go(ana, 'leases/new')
  await ana.getByRole('combobox', { name: 'Building' }).first().click()
  await shoot(ana, 'reference-picker')

  await makeWaiting(ana, ben, first, second)
  await go(ana, 'buildings')
  await shoot(ana, 'list')
  await openPending(ana)
  await shoot(ana, 'pending')
  await button(ana, 'Resolve').first().click()
  await ana.getByRole('dialog').waitFor()
  await shoot(ana, 'merge')
  await button(ana, 'Cancel').click()
  await go(ana, 'settings')
  await shoot(ana, 'settings')
  await button(ana, 'Sign out').click()
  await ana.getByRole('dialog').waitFor()
  await shoot(ana, 'sign-out')
}

/** A conflict in three fields, an edit of a deleted record, a refused tenant, and new records that wait offline. */
async function makeWaiting(ana, ben, first, second) {
  await ana.context().setOffline(true)
  await edit(ana, first, { Name: `${first} West`, Phone: '+353 1 555 0142', Floors: '4' })
  await edit(ana, second, { Description: 'The gate sticks; ring the porter.' })
  await create(ana, 'tenants', { Name: 'Nora Byrne', Email: 'nora@byrne.test' })
  await create(ben, 'tenants', { Name: 'N. Byrne', Email: 'nora@byrne.test' })
  await edit(ben, first, { Name: `${first} House`, Floors: '6', Address: '12 Dock Road, Galway' })
  await open(ben, second)
  await button(ben, 'Delete').click()
  await button(ben, 'All synced').waitFor()
  await ana.context().setOffline(false)
  await ana
    .getByText(/^1 refused$/)
    .first()
    .waitFor()
  await ana.context().setOffline(true)
  await create(ana, 'buildings', { Name: 'Ropewalk Sheds', Address: '4 Quay Lane, Dublin 8' })
}

async function newPage() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 })
  // The hint about storage is not what the pictures are about.
  await context.addInitScript(() => localStorage.setItem('hint persist', 'dismissed'))
  return context.newPage()
}

async function signIn(page, name) {
  await page.goto(address)
  await page.getByLabel('Email').fill(`${name}@demo.test`)
  await page.getByLabel('Password').fill('satchel-demo')
  await button(page, 'Sign in').click()
  await page
    .getByText(/^Synced /)
    .first()
    .waitFor()
}

async function go(page, path) {
  await page.goto(`${address}/${path}`)
  await page.getByRole('main').waitFor()
}

async function titles(page) {
  const rows = page.getByRole('main').getByRole('listitem')
  await rows.nth(5).waitFor()
  const names = await rows.locator('.font-semibold').allTextContents()
  return names.filter((name) => /^[\w ]+$/.test(name))
}

async function open(page, title) {
  await go(page, 'buildings')
  await page.getByRole('searchbox', { name: 'Search' }).fill(title)
  await page
    .getByRole('link', { name: new RegExp(`^${title}`) })
    .first()
    .click()
  await page.getByLabel('Name', { exact: true }).waitFor()
}

async function edit(page, title, values) {
  await open(page, title)
  await save(page, values)
}

async function create(page, model, values) {
  await go(page, `${model}/new`)
  await save(page, values)
}

async function save(page, values) {
  for (const [label, value] of Object.entries(values)) {
    // oxlint-disable-next-line no-await-in-loop -- one form
    await page.getByLabel(label, { exact: true }).fill(value)
  }
  await button(page, 'Save').click()
  await page.getByText('Saved on this device', { exact: true }).waitFor()
}

async function openPending(page) {
  await page
    .getByRole('button', { name: /pending changes?$/ })
    .first()
    .click()
  await page.getByRole('heading', { name: /^Needs review/ }).waitFor()
}

function button(page, name) {
  return page.getByRole('button', { name, exact: true })
}

/** The same moment in every look. */
async function shoot(page, name) {
  for (const look of LOOKS) {
    // oxlint-disable no-await-in-loop -- one page
    await page.setViewportSize(look.viewport)
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: join(GALLERY, look.name, `${name}.png`) })
    // oxlint-enable no-await-in-loop
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, () => {
      const { port: free } = probe.address()
      probe.close(() => resolve(free))
    })
  })
}
