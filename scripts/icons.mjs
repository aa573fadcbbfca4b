// `npm run icons`: draws the one shape in every size and variant that systems ask for, with Chromium. The PNG files are kept in git.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { ensureBrowser } from './find-browser.mjs'
import { root } from './run.mjs'

/** A satchel on a 24 × 24 grid: shoulder strap, flap, bag, buckle. */
const satchel =
  'M4.500 10.500C4.500 5.400 7.600 2.500 12 2.500s7.500 2.900 7.500 8h-2.200c0-3.700-2-5.800-5.300-5.800s-5.300 2.100-5.300 5.800Z' +
  'M5 9.200h14a2 2 0 0 1 2 2v1.300c0 2.200-1.700 3.600-4 3.600h-2.600v-1.500H9.600v1.500H7c-2.300 0-4-1.400-4-3.600v-1.300a2 2 0 0 1 2-2Z' +
  'M3 16.200c1 1 2.400 1.500 4 1.500h2.600v1.500h4.800v-1.500H17c1.600 0 3-.500 4-1.500v2.800a2.500 2.500 0 0 1-2.500 2.500h-13A2.500 2.500 0 0 1 3 19Z'

const teal = '#0f766e'
const paper = '#fafaf9'

/** @param {{ ground: string, ink: string, radius?: number, share: number }} look `share`: of the side that the shape takes */
function draw({ ground, ink, radius = 0, share }) {
  const margin = (24 * (1 - share)) / 2
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">' +
    (ground === 'none' ? '' : `<rect width="24" height="24" rx="${radius}" fill="${ground}"/>`) +
    `<path transform="translate(${margin} ${margin}) scale(${share})" fill="${ink}" d="${satchel}"/></svg>\n`
  )
}

const rounded = draw({ ground: teal, ink: paper, radius: 5.5, share: 0.88 })
const pictures = [
  { name: 'icon-192', size: 192, svg: rounded },
  { name: 'icon-512', size: 512, svg: rounded },
  // A mask may cut to the inner circle of 80 %.
  { name: 'maskable-512', size: 512, svg: draw({ ground: teal, ink: paper, share: 0.66 }) },
  { name: 'monochrome-512', size: 512, svg: draw({ ground: 'none', ink: '#000', share: 0.9 }) },
  { name: 'apple-touch-180', size: 180, svg: draw({ ground: teal, ink: paper, share: 0.78 }) },
]

const folder = join(root, 'public/icons')
writeFileSync(join(folder, 'icon.svg'), rounded)
const browser = await chromium.launch({ executablePath: await ensureBrowser() })
const page = await browser.newPage()
for (const { name, size, svg } of pictures) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true })
}
await browser.close()
