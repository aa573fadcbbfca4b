import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isRecordId } from '../../contract/validate.ts'
import { createEnvironment, uuidv7 } from './environment.ts'

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 })

it('[EN12] an id is a UUIDv7 that the wire allows, and begins with its time', () => {
  fc.assert(
    fc.property(timeMs, bytes, (nowMs, random) => {
      const id = uuidv7(nowMs, random)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(isRecordId(id)).toBe(true)
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(nowMs)
    }),
  )
})

it('[EN12] ids of later milliseconds sort later', () => {
  fc.assert(
    fc.property(timeMs, timeMs, bytes, bytes, (a, b, x, y) => {
      fc.pre(a < b)
      expect(uuidv7(a, x) < uuidv7(b, y)).toBe(true)
    }),
  )
})

it('[EN12] the real environment makes different ids', () => {
  const environment = createEnvironment()
  expect(new Set(Array.from({ length: 1000 }, environment.newId)).size).toBe(1000)
})
