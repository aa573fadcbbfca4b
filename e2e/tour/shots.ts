import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'
import { createFaultProxy } from '../harness/fault-proxy.ts'
import type { Language } from '../harness/language.ts'
import { createProbe } from '../harness/probe.ts'
import { createTestServer } from '../harness/server.ts'
import { tourOfHints } from './hints.ts'
import { tourOfRecords } from './records.ts'
import { createVisitor, type Visitor } from './visitor.ts'
import { tourOfWaiting } from './waiting.ts'

// `npm run shots` after `npm run build`: every screen and state of the real app into `gallery/<look>/<screen>.png`; the README's
// pictures go to `docs/images`. `npm run shots -- waiting`: that tour alone; `ar` or `en`: that language alone.

const GALLERY = 'gallery'
const README_IMAGES = ['list', 'pending', 'merge']
const SIZES = { phone: [390, 844], small: [320, 640], laptop: [1280, 800] } as const
type Size = keyof typeof SIZES

interface Look {
  readonly name: string
  readonly size: Size
  readonly colorScheme: 'light' | 'dark'
  readonly fontSize?: string
}

const BY_DAY_AND_NIGHT = (Object.keys(SIZES) as Size[]).flatMap((size) =>
  (['light', 'dark'] as const).map((colorScheme): Look => ({ name: `${size}-${colorScheme}`, size, colorScheme })),
)

const LOOKS: Record<Language, readonly Look[]> = {
  en: [...BY_DAY_AND_NIGHT, { name: 'small-large-text', size: 'small', colorScheme: 'light', fontSize: '200%' }],
  ar: [
    { name: 'phone-arabic', size: 'phone', colorScheme: 'light' },
    { name: 'small-arabic', size: 'small', colorScheme: 'light' },
    { name: 'laptop-arabic', size: 'laptop', colorScheme: 'dark' },
  ],
}

/** Each with a server and a browser profile of its own. */
const TOURS = {
  records: (visitor: Visitor, { origin, server }: Place) =>
    createProbe(server).then((probe) => tourOfRecords(visitor, origin, probe)),
  waiting: (visitor: Visitor, { origin, server }: Place) =>
    createProbe(server).then((probe) => tourOfWaiting(visitor, { origin, probe, killServer: server.kill })),
  hints: (visitor: Visitor, { origin, network }: Place) => tourOfHints(visitor, origin, network),
}

interface Place {
  readonly origin: string
  readonly server: Awaited<ReturnType<typeof createTestServer>>
  readonly network: Awaited<ReturnType<typeof createFaultProxy>>
}

const asked = process.argv.slice(2)
const isAsked = (name: string, all: readonly string[]) =>
  !all.some((one) => asked.includes(one)) || asked.includes(name)
const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', args: ['--no-sandbox'] })
try {
  for (const language of ['en', 'ar'] as const) {
    for (const [name, tour] of Object.entries(TOURS)) {
      if (!isAsked(language, ['en', 'ar']) || !isAsked(name, Object.keys(TOURS))) continue
      // oxlint-disable-next-line no-await-in-loop -- one processor is enough for it
      await photograph(browser, language, tour)
    }
  }
  for (const image of README_IMAGES) {
    // oxlint-disable-next-line no-await-in-loop -- three files
    await cp(join(GALLERY, 'phone-light', `${image}.png`), join('docs/images', `${image}.png`)).catch(() => undefined)
  }
} finally {
  await browser.close()
}

async function photograph(browser: Browser, language: Language, tour: (typeof TOURS)['records']): Promise<void> {
  const network = await createFaultProxy()
  const server = await createTestServer({ origin: network.origin })
  network.connectTo(server.port)
  await server.start()
  const context = await browser.newContext({
    locale: language === 'ar' ? 'ar-EG' : 'en-IE',
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
  })
  try {
    const page = await context.newPage()
    const visitor = createVisitor(page, language, (screen) => shoot(page, screen, LOOKS[language]))
    await tour(visitor, { origin: network.origin, server, network })
  } finally {
    await context.close()
    await server.dispose()
    await network.close()
  }
}

/** The same moment in every look. */
async function shoot(page: Page, screen: string, looks: readonly Look[]): Promise<void> {
  for (const { name, size, colorScheme, fontSize = '' } of looks) {
    const [width, height] = SIZES[size]
    // oxlint-disable no-await-in-loop -- one page
    await mkdir(join(GALLERY, name), { recursive: true })
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    await page.evaluate((chosen) => document.documentElement.style.setProperty('font-size', chosen), fontSize)
    await page.screenshot({ path: join(GALLERY, name, `${screen}.png`) })
    // oxlint-enable no-await-in-loop
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  await page.setViewportSize({ width: 1280, height: 800 })
}
