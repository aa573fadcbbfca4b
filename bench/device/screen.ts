/** Watches the app's own screen, from the first moment of every page. Small: it must not weigh on what it measures. */

import { watchShifts } from '../../e2e/harness/layout-shifts.ts'

/** What the next page that opens shall do as soon as its list is there: search for a text, or else tap its first row. */
function actOnStart(search?: string): void {
  sessionStorage.setItem(ON_START, search ?? TAP)
}

const ON_START = 'bench: on start'
const TAP = ' tap'

/** ms since the navigation began, until what a person can see was painted. */
interface Start {
  readonly listMs: number
  /** The largest thing on the screen by then (LCP). */
  readonly largestMs: number
  /** The result of the search, or the record that was tapped, as its form. */
  readonly answerMs: number
}

/** Of this page, if `actOnStart` asked for it. */
const start: Promise<Start> | undefined = watchStart()

function watchStart(): Promise<Start> | undefined {
  const act = sessionStorage.getItem(ON_START)
  if (act === null) return undefined
  sessionStorage.removeItem(ON_START)
  let largestMs = 0
  new PerformanceObserver((list) => (largestMs = list.getEntries().at(-1)?.startTime ?? largestMs)).observe({
    type: 'largest-contentful-paint',
    buffered: true,
  })
  return (async () => {
    await until(() => document.querySelectorAll('li[aria-posinset] a').length >= 10)
    const listMs = await painted()
    await (act === TAP ? tapFirstRow() : searchAtOnce(act))
    return { listMs, answerMs: await painted(), largestMs }
  })()
}

async function searchAtOnce(text: string): Promise<void> {
  const before = total()
  type(text)
  await until(() => total() !== before && firstRow()?.toLowerCase().includes(text.toLowerCase()) === true)
}

async function tapFirstRow(): Promise<void> {
  document.querySelector<HTMLElement>('li[aria-posinset="1"] a')?.click()
  await until(() => document.querySelector('main form input, main form select') !== null)
}

/**
 * Types into the list's search box.
 * @returns ms until the answer was painted; undefined if it stood there before
 */
async function searchFor(text: string, answer: { total: number; title: string }): Promise<number | undefined> {
  const isThere = (): boolean =>
    total() === answer.total && (firstRow()?.startsWith(answer.title) ?? answer.total === 0)
  const wasThere = isThere()
  const from = performance.now()
  type(text)
  if (wasThere) return undefined
  await until(isThere)
  return (await painted()) - from
}

/** Scrolls the list so that the record at `offset` is on top. @returns ms until it was painted */
async function scrollTo(offset: number): Promise<number> {
  const scroller = document.querySelector('li[aria-posinset]')?.closest('ul')?.parentElement
  const height = document.querySelector('li[aria-posinset]')?.getBoundingClientRect().height ?? 0
  const from = performance.now()
  scroller?.scrollTo({ top: offset * height, behavior: 'instant' })
  await until(() => document.querySelector(`li[aria-posinset="${offset + 1}"] a`) !== null)
  return (await painted()) - from
}

/** Does the device keep these columns and heads by now? */
async function isPacked(wanted: readonly string[]): Promise<boolean> {
  const name = (await indexedDB.databases()).find(({ name }) => name?.startsWith('satchel:'))?.name ?? ''
  const database = await resultOf(indexedDB.open(name))
  const keys = await resultOf(database.transaction('snap').objectStore('snap').getAllKeys())
  database.close()
  return wanted.every((key) => keys.includes(key))
}

/** @returns when the button with that text is next clicked, epoch ms */
function clicked(text: string): Promise<number> {
  return new Promise((resolve) => {
    const onClick = (event: MouseEvent): void => {
      const button = event.target instanceof Element ? event.target.closest('button') : null
      if (button?.textContent?.trim() !== text) return
      document.removeEventListener('click', onClick, true)
      resolve(performance.timeOrigin + event.timeStamp)
    }
    document.addEventListener('click', onClick, true)
  })
}

/** @returns when a text stands in the live region, epoch ms */
async function shown(text: string): Promise<number> {
  const said = (): string => document.querySelector('[role=status]')?.textContent ?? ''
  // What was said before is no answer to what comes now.
  await until(() => said() !== text)
  await until(() => said() === text)
  return performance.timeOrigin + performance.now()
}

/** @returns when a row of the list that begins with `text` was painted, epoch ms */
async function seen(text: string): Promise<number> {
  await until(() =>
    [...document.querySelectorAll('li[aria-posinset] a')].some((row) => row.textContent?.startsWith(text)),
  )
  return performance.timeOrigin + (await painted())
}

/** What the next tap on "Bare save" puts into the list's first row. */
let bareText = ''

/** Lays a button over the page that does what no save can do without: one strict transaction, and one text of a row is another. */
async function layBareSave(): Promise<void> {
  const opening = indexedDB.open('bench bare')
  opening.onupgradeneeded = () => opening.result.createObjectStore('values')
  const database = await resultOf(opening)
  const button = document.createElement('button')
  button.textContent = BARE_SAVE
  Object.assign(button.style, { position: 'fixed', insetBlockStart: '0', insetInlineStart: '50%', zIndex: '100' })
  button.addEventListener('click', () => {
    const tx = database.transaction('values', 'readwrite', { durability: 'strict' })
    for (const key of ['outbox', 'local', 'log']) tx.objectStore('values').put({ name: bareText }, key)
    tx.oncomplete = () => {
      const title = document.querySelector('li[aria-posinset="1"] a [dir=auto]')?.firstChild
      if (title instanceof Text) title.data = bareText
    }
    tx.commit()
  })
  document.body.append(button)
}

const BARE_SAVE = 'Bare save'

/** @returns ms from the next tap on that button until the row was painted */
async function bareSave(text: string): Promise<number> {
  bareText = text
  const tapped = clicked(BARE_SAVE)
  const row = seen(text)
  return (await row) - (await tapped)
}

function firstRow(): string | undefined {
  return document.querySelector('li[aria-posinset="1"] a')?.textContent ?? undefined
}

/** `61,000 records` above the list. */
function total(): number | undefined {
  for (const { textContent } of document.querySelectorAll('p')) {
    const found = /^([\d,]+) records?$/.exec(textContent ?? '')?.[1]
    if (found !== undefined) return Number(found.replaceAll(',', ''))
  }
  return undefined
}

/** As a person's key press does: React listens to the element's own setter. */
function type(text: string): void {
  const box = document.querySelector<HTMLInputElement>('input[type=search]')
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(box, text)
  box?.dispatchEvent(new Event('input', { bubbles: true }))
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the request failed'))
  })
}

function until(isSo: () => boolean): Promise<void> {
  if (isSo()) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const observer = new MutationObserver(() => {
      if (!isSo()) return
      end()
      resolve()
    })
    const timer = setTimeout(() => {
      end()
      reject(new Error('the screen did not show it within a minute'))
    }, 60_000)
    const end = (): void => {
      observer.disconnect()
      clearTimeout(timer)
    }
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  })
}

/**
 * Once the next picture is made, ahead of whatever the app put off until then: that is not what a person waits for.
 * @returns ms since the navigation began
 */
function painted(): Promise<number> {
  return new Promise((resolve) => {
    // The picture is made right after this, within the same task.
    requestAnimationFrame(() => {
      void scheduler.postTask(() => resolve(performance.now()), { priority: 'user-blocking' })
    })
  })
}

/** Chromium has it; TypeScript's library may not know it yet. */
declare const scheduler: { postTask(task: () => void, options: { priority: 'user-blocking' }): Promise<void> }

watchShifts()

/** Interaction → its longest event; faster ones than 16 ms are not told. */
const longestEvents = new Map<number, number>()
const ofEvents: EventObserverInit = { type: 'event', buffered: true, durationThreshold: 16 }
new PerformanceObserver((list) => {
  for (const { interactionId = 0, duration } of list.getEntries() as readonly InteractionTiming[]) {
    if (interactionId > 0) longestEvents.set(interactionId, Math.max(longestEvents.get(interactionId) ?? 0, duration))
  }
}).observe(ofEvents)

/** Chromium's Event Timing, where TypeScript's library may not know it yet. */
interface EventObserverInit extends PerformanceObserverInit {
  readonly durationThreshold: number
}
interface InteractionTiming extends PerformanceEntry {
  readonly interactionId?: number
}

/** @returns ms of every tap and key so far, once what is on the screen now was told of */
async function tapTimes(): Promise<number[]> {
  for (let frame = 0; frame < 3; frame++) await painted()
  return [...longestEvents.values()]
}

/** Resolves when the form of the record that was tapped on is painted. */
async function opened(id: string): Promise<void> {
  await until(
    () =>
      location.pathname.endsWith(`/${id}`) &&
      document.querySelector(`a[data-id="${id}"][aria-current]`) !== null &&
      document.querySelector('form [data-field]') !== null,
  )
  await painted()
}

let largestMs: number | undefined
new PerformanceObserver((list) => (largestMs = list.getEntries().at(-1)?.startTime)).observe({
  type: 'largest-contentful-paint',
  buffered: true,
})

/** @returns ms since the navigation until the largest thing was painted, of what is there once a second has passed @throws if nothing was */
async function largestPaint(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  if (largestMs === undefined) throw new Error('the browser told of no paint')
  return largestMs
}

const screen = {
  tapTimes,
  opened,
  largestPaint,
  actOnStart,
  start,
  searchFor,
  scrollTo,
  clicked,
  seen,
  shown,
  layBareSave,
  bareSave,
  isPacked,
}

export type Screen = typeof screen

Object.assign(globalThis, { benchScreen: screen })
