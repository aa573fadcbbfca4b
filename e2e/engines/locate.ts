import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { queryAllByLabelText, queryAllByRole, queryAllByText } from '@testing-library/dom'

/** Something on the screen, as a person with a screen reader would name it. */
export interface Target {
  /** Absent: whatever shows `name` as its text, or the field that has it as its label. */
  readonly role?: string
  /** The accessible name, or the text: the whole of it if it is a string. */
  readonly name: string | RegExp
  /** Only inside that. */
  readonly within?: { readonly role: string; readonly name: string | RegExp }
}

/** An expression for the page: the first such element that is on the screen, or null. */
export function elementOf({ role, name, within }: Target): string {
  return `locateTarget(${JSON.stringify({ role, name: plain(name), within: within && { role: within.role, name: plain(within.name) } })})`
}

/** An expression for the page: is the library there? A page that was loaded anew has lost it. */
export const hasLibrary = "'locateTarget' in globalThis"

/** A program for the page, before anything is looked for: Testing Library knows roles and names in every engine, and what is hidden. */
export const library = `${readFileSync(
  createRequire(import.meta.url).resolve('@testing-library/dom/dist/@testing-library/dom.umd.js'),
  'utf8',
)}
globalThis.locateTarget = (target) => (${String(locate)})(globalThis.TestingLibraryDom, target);`

interface Plain {
  readonly text: string
  readonly isPattern: boolean
}

function plain(name: string | RegExp): Plain {
  return typeof name === 'string' ? { text: name, isPattern: false } : { text: name.source, isPattern: true }
}

interface TestingLibrary {
  readonly queryAllByRole: typeof queryAllByRole
  readonly queryAllByLabelText: typeof queryAllByLabelText
  readonly queryAllByText: typeof queryAllByText
}

/** Runs in the page, from its text alone. */
function locate(
  dom: TestingLibrary,
  target: { role?: string; name: Plain; within?: { role: string; name: Plain } },
): Element | null {
  const { role, name, within } = target
  const matcher = ({ text, isPattern }: Plain) => (isPattern ? new RegExp(text) : text)
  const byRole = (root: HTMLElement, wanted: string, called: Plain) =>
    dom.queryAllByRole(root, wanted, { name: matcher(called) })
  const root = within ? byRole(document.body, within.role, within.name)[0] : document.body
  if (!root) return null
  const found =
    role === undefined
      ? [...dom.queryAllByLabelText(root, matcher(name)), ...dom.queryAllByText(root, matcher(name))]
      : byRole(root, role, name)
  return found.find((element) => element.getClientRects().length > 0) ?? null
}
