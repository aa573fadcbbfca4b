import { expect } from '@playwright/test'
import type { Probe } from '../harness/probe.ts'
import type { Person } from './person.ts'
import type { Target } from './locate.ts'

/** What people do in Satchel, in any engine. */

/** Signs in, and waits until the first sync is complete and the worker serves the page. */
export async function signIn(person: Person, origin: string): Promise<void> {
  await person.driver.goTo(origin)
  await person.fills({ role: 'textbox', name: 'Email' }, 'ana@demo.test')
  await person.fills({ name: 'Password' }, 'satchel-demo')
  await person.clicks({ role: 'button', name: 'Sign in' })
  await person.sees({ name: /^Synced / }, 30_000)
  await expect
    .poll(() => person.driver.evaluate('!!navigator.serviceWorker.controller'), { timeout: 15_000 })
    .toBe(true)
}

export async function addBuilding(person: Person, name: string): Promise<void> {
  await goToList(person)
  await person.clicks({ role: 'link', name: 'New building' })
  await person.fills({ role: 'textbox', name: 'Name' }, name)
  await save(person)
}

/** As addBuilding; the server has it, and the page knows. */
export async function sendBuilding(person: Person, probe: Probe, name: string): Promise<void> {
  await addBuilding(person, name)
  await untilSent(probe, [name])
  await person.sees(pending(0))
}

/** Opens a record's form from its list. */
export async function openBuilding(person: Person, name: string): Promise<void> {
  await goToList(person)
  await person.fills({ role: 'searchbox', name: 'Search' }, name)
  await person.clicks({ role: 'link', name: new RegExp(name) })
  await person.reads({ role: 'textbox', name: 'Name' }, name)
}

export async function goToList(person: Person): Promise<void> {
  await person.clicks({ role: 'link', name: 'Buildings' })
  await person.sees({ role: 'searchbox', name: 'Search' })
}

export async function save(person: Person): Promise<void> {
  await person.clicks({ role: 'button', name: 'Save' })
  await person.sees({ name: 'Saved on this device' })
}

/** The sync button, by how many records are not on the server. */
export function pending(count: number): Target {
  const name = count === 0 ? 'All synced' : count === 1 ? '1 pending change' : `${count} pending changes`
  return { role: 'button', name }
}

/** Waits until the server has each of them. @returns how long that took, in ms, with an error of some ten */
export async function untilSent(probe: Probe, names: readonly string[], timeoutMs = 30_000): Promise<number> {
  const beganMs = performance.now()
  const missing = async () => {
    const there = (await probe.rows('buildings')).map(({ name }) => name)
    return names.filter((name) => !there.includes(name))
  }
  await expect.poll(missing, { timeout: timeoutMs, intervals: [20] }).toEqual([])
  return performance.now() - beganMs
}
