import { firstSync } from './first-sync.ts'
import { signIn } from './open.ts'
import { editTenants, list, listTimes, mirroredThrough } from './running-app.ts'
import { saves } from './saves.ts'

/** What a measurement may ask of a page, as `window.bench`. */
const bench = { signIn, firstSync, saves, editTenants, list, listTimes, mirroredThrough }

export type Bench = typeof bench

Object.assign(globalThis, { bench })
