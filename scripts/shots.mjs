import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { chromium } from '@playwright/test'
import { ensureBrowser } from './find-browser.mjs'

// The README's pictures: `npm run shots` after `npm run build`. Two people and a temporary server; Ana's phone is photographed.

const IMAGES = 'docs/images'
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
  await mkdir(IMAGES, { recursive: true })
  const ana = await signIn('ana', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  const ben = await signIn('ben', { viewport: { width: 1280, height: 800 } })
  const [first] = await titles(ana)

  await ana.context().setOffline(true)
  await edit(ana, first, { Name: `${first} West`, Phone: '+353 1 555 0142' })
  await edit(ben, first, { Name: `${first} House`, Floors: '6' })
  await ana.context().setOffline(false)
  await button(ana, '1 pending change').click()
  await ana.getByRole('heading', { name: 'Needs review (1)' }).waitFor()
  await ana.getByRole('button', { name: 'Close' }).click()

  await ana.context().setOffline(true)
  await create(ana, { Name: 'Ropewalk Sheds', Address: '4 Quay Lane, Dublin 8' })
  await ana.getByText('Saved on this device', { exact: true }).waitFor({ state: 'hidden' })
  await shoot(ana, 'list')
  await button(ana, '2 pending changes').click()
  await ana.getByRole('heading', { name: 'Ready to push (1)' }).waitFor()
  await shoot(ana, 'pending')
  await button(ana, 'Resolve').click()
  await ana.getByRole('dialog').waitFor()
  await shoot(ana, 'merge')
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await once(server, 'exit')
  await rm(data, { recursive: true, force: true })
}

async function signIn(name, options) {
  const context = await browser.newContext(options)
  // The hint about storage is not what the pictures are about.
  await context.addInitScript(() => localStorage.setItem('hint persist', 'dismissed'))
  const page = await context.newPage()
  await page.goto(address)
  await page.getByLabel('Email').fill(`${name}@demo.test`)
  await page.getByLabel('Password').fill('satchel-demo')
  await button(page, 'Sign in').click()
  await button(page, 'All synced').waitFor()
  await page.goto(`${address}/buildings`)
  return page
}

async function titles(page) {
  const rows = page.getByRole('main').getByRole('listitem')
  await rows.nth(1).waitFor()
  const names = await rows.locator('.font-semibold').allTextContents()
  return names.filter((name) => /^[\w ]+$/.test(name))
}

async function edit(page, title, values) {
  await page.goto(`${address}/buildings`)
  await page
    .getByRole('link', { name: new RegExp(`^${title}`) })
    .first()
    .click()
  await save(page, values)
}

async function create(page, values) {
  await page.goto(`${address}/buildings`)
  await page.getByRole('link', { name: 'New building' }).click()
  await save(page, values)
}

async function save(page, values) {
  for (const [label, value] of Object.entries(values)) {
    // oxlint-disable-next-line no-await-in-loop -- one form
    await page.getByLabel(label, { exact: true }).fill(value)
  }
  await button(page, 'Save').click()
  await page.getByText('Saved on this device', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Buildings' }).first().click()
}

function button(page, name) {
  return page.getByRole('button', { name, exact: true })
}

async function shoot(page, name) {
  await page.screenshot({ path: join(IMAGES, `${name}.png`) })
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
