import './styles.css'
import { createRoot } from 'react-dom/client'
import { createDirectory } from '../db/directory.ts'
import { App, fetchPage, findCurrent } from './features/session/app.tsx'
import { watchInstallOffer } from './features/hints/hints.ts'
import { registerWorker } from './features/update/service-worker.ts'
import { startLanguage } from './i18n/i18n.ts'
import { openDevice } from './open-device.ts'

watchInstallOffer()
registerWorker()

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
const parts = { directory: createDirectory(), openDevice }
// Storage, page and language come side by side; until then index.html stands.
const speaking = startLanguage()
let hasBegun = false
const finding = findCurrent({ ...parts, openDevice: (entry) => openDevice(entry, () => void sayBlocked()) })
fetchPage()
void Promise.all([finding, speaking]).then(([found]) => {
  hasBegun = true
  createRoot(element).render(<App {...parts} found={found} />)
})

/** The storage waits for another tab; nothing else can be shown until then. */
async function sayBlocked(): Promise<void> {
  const [{ blockedText }] = await Promise.all([import('./features/session/blocked-text.ts'), speaking])
  if (hasBegun || !element) return
  const note = document.createElement('p')
  note.setAttribute('role', 'status')
  note.className = 'mx-auto max-w-md p-6'
  note.textContent = blockedText()
  element.append(note)
}
