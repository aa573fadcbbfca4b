import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { healthSchema } from './health.ts'
import { historyAnswerSchema, historyLineSchema } from './history.ts'
import { liveHintSchema } from './live.ts'
import { PROBLEM_STATUS, problemSchema } from './problem.ts'
import * as protocol from './protocol.ts'
import { pullAnswerSchema } from './pull.ts'
import { pushAnswerSchema, pushRequestSchema, pushResultSchema, REFUSAL_CODES } from './push.ts'
import { pullRowSchema, snapshotRowSchema } from './row.ts'
import { snapshotLineSchema } from './snapshot.ts'

/** As the other side reads it: from text. */
function reads(schema: v.GenericSchema, value: unknown): boolean {
  return v.is(schema, JSON.parse(JSON.stringify(value)))
}

describe('a push request is checked strictly', () => {
  const request = {
    scope: 'demo',
    device_id: '0198-a',
    mark: 'e7.913.k3v9',
    acked_through: 41,
    sent_at: '2026-11-20T10:00:05.000Z',
    changes: [],
  }

  it('[WP3] the full envelope, and a desktop-scaffold client’s, are accepted', () => {
    expect(reads(pushRequestSchema, request)).toBe(true)
    expect(reads(pushRequestSchema, { changes: [{ op: 'create' }] })).toBe(true)
  })

  it('[WP10] what is inside a change is left to that change’s own result', () => {
    expect(reads(pushRequestSchema, { changes: [null, 7, 'x', { mutation_id: 'x' }] })).toBe(true)
  })

  it.each([
    ['no changes', { scope: 'demo' }],
    ['changes that are no list', { ...request, changes: {} }],
    ['an unknown member', { ...request, chnages: [] }],
    ['a device id that is no id', { ...request, device_id: 'a/b' }],
    ['a scope that is no text', { ...request, scope: 7 }],
    ['a mark that is no text', { ...request, mark: 7 }],
    ['a negative acked_through', { ...request, acked_through: -1 }],
    ['half an acked_through', { ...request, acked_through: 0.5 }],
    ['an acked_through that no number holds', { ...request, acked_through: 2 ** 53 }],
    ['null for a member', { ...request, sent_at: null }],
    ['a list', []],
    ['a text', 'x'],
    ['null', null],
  ])('[WP3] with %s it is refused', (_, wrong) => {
    expect(reads(pushRequestSchema, wrong)).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('[F65] a member %s is refused', (name) => {
    expect(v.is(pushRequestSchema, JSON.parse(`{"changes":[],"${name}":{}}`))).toBe(false)
  })

  it.each(['__proto__', 'constructor'])('[F65] a device cannot be called %s', (name) => {
    expect(reads(pushRequestSchema, { changes: [], device_id: name })).toBe(false)
  })
})

describe('answers are read loosely', () => {
  const row = {
    model: 'm',
    id: 'a',
    version: 8,
    data: { name: 'x', later: { deep: [1] } },
    updated_at: '…',
    updated_by: 'Ana',
  }

  it.each<[string, v.GenericSchema, object]>([
    ['push', pushAnswerSchema, { epoch: 'e7', mark: 'e7.1.a', schema: 1, results: [] }],
    ['a result', pushResultSchema, { mutation_id: 42, ok: true, new_version: 8, seq: 914 }],
    ['a positional result', pushResultSchema, { ok: true, new_version: 8 }],
    ['pull', pullAnswerSchema, { changes: [], cursor: 'e7.1.a', has_more: false, schema: 1 }],
    ['a pulled row', pullRowSchema, { ...row, seq: 914, deleted: false }],
    ['a snapshot’s begin', snapshotLineSchema, { kind: 'begin', epoch: 'e7', cursor: 'e7.1.a', rows: 3 }],
    ['a snapshot’s row', snapshotLineSchema, { ...row, kind: 'row' }],
    ['a snapshot’s end', snapshotLineSchema, { kind: 'end' }],
    ['a hint', liveHintSchema, { cursor: 'e7.1.a', spread_ms: 0 }],
    ['a problem', problemSchema, { error: { code: 'UNAVAILABLE', message: 'x' } }],
    ['health', healthSchema, { ok: true, epoch: 'e7' }],
    ['history', historyAnswerSchema, { data: [], has_more: false }],
    [
      'a line of history',
      historyLineSchema,
      { seq: 1, version: 1, op: 'create', updated_by: 'Ana', updated_at: '…', before: {}, after: { name: 'x' } },
    ],
  ])('[WP3] %s: unknown members are ignored, a missing one makes it unreadable', (_, schema, answer) => {
    expect(reads(schema, answer)).toBe(true)
    expect(reads(schema, { ...answer, later: { x: 1 } })).toBe(true)
    expect(reads(schema, {})).toBe(false)
    expect(reads(schema, '<html>')).toBe(false)
  })

  it('[WP3] an unknown code is read as a refusal, an unknown problem as a problem', () => {
    expect(reads(pushResultSchema, { mutation_id: 1, ok: false, code: 'NEWER_CODE', message: 'x' })).toBe(true)
    expect(reads(problemSchema, { error: { code: 'NEWER_CODE', message: 'x' } })).toBe(true)
  })

  it('[WP13] everything that a refusal may carry is read', () => {
    const holder = { version: 8, updated_by: 'Ben', updated_at: '…' }
    const refusal = { ok: false, code: 'VERSION_CONFLICT', message: 'x', server_version: 8, server_data: { name: 'x' } }
    const result = {
      ...refusal,
      conflicts: ['name'],
      theirs: { name: holder },
      overridden: ['rent'],
      fields: { a: 'b' },
      count: 2,
    }
    expect(v.parse(pushResultSchema, result)).toEqual(result)
  })

  it('[WP3] unknown fields of a row are kept', () => {
    expect(v.parse(pullRowSchema, { ...row, seq: 1, deleted: false }).data).toEqual(row.data)
    expect(v.parse(snapshotRowSchema, { ...row, kind: 'row' }).data).toEqual(row.data)
  })

  it.each([
    ['no id', { id: undefined }],
    ['an id that is none', { id: '__proto__' }],
    ['version 0', { version: 0 }],
    ['half a version', { version: 1.5 }],
    ['no data though it lives', { data: undefined }],
    ['data that are no object', { data: 'x' }],
    ['deleted that is no boolean', { deleted: 1 }],
  ])('[F6] a row with %s cannot be read; the page that holds it can', (_, wrong) => {
    const poison = { ...row, seq: 1, deleted: false, ...wrong }
    expect(reads(pullRowSchema, poison)).toBe(false)
    expect(reads(pullAnswerSchema, { changes: [poison], cursor: 'e7.1.a', has_more: false, schema: 1 })).toBe(true)
  })

  it('[WP21] a tombstone has no data', () => {
    expect(reads(pullRowSchema, { ...row, data: undefined, seq: 1, deleted: true })).toBe(true)
  })

  it('[F65] a row’s __proto__ stays out of the prototype', () => {
    const text = JSON.stringify({ ...row, seq: 1, deleted: false }).replace('"name"', '"__proto__"')
    const read = v.parse(pullRowSchema, JSON.parse(text))
    expect(Object.getPrototypeOf(read.data)).toBe(Object.prototype)
    expect(read.data).toEqual({ later: { deep: [1] } })
  })

  it('[WP27] a page may carry a digest', () => {
    const page = { changes: [], cursor: 'c', has_more: false, schema: 1, digest: { buildings: { count: 1, sum: 2 } } }
    expect(v.parse(pullAnswerSchema, page)).toEqual(page)
  })

  it('[WP3] a hint without a spread is one to follow at once', () => {
    expect(v.parse(liveHintSchema, { cursor: 'c' })).toEqual({ cursor: 'c', spread_ms: 0 })
  })
})

describe('the tables', () => {
  it('[WP5] every error has its status', () => {
    expect(PROBLEM_STATUS).toEqual({
      INVALID_BODY: 400,
      UNAUTHENTICATED: 401,
      FORBIDDEN: 403,
      OTHER_USERS_DEVICE: 403,
      DEVICE_REVOKED: 403,
      NOT_FOUND: 404,
      EPOCH_CHANGED: 409,
      CURSOR_TOO_OLD: 410,
      TOO_MANY_CHANGES: 413,
      TOO_LARGE: 413,
      PROTOCOL_UNSUPPORTED: 426,
      SCHEMA_NEWER: 426,
      RATE_LIMITED: 429,
      INTERNAL_ERROR: 500,
      UNAVAILABLE: 503,
    })
  })

  it('[WP13] every code of one change is there', () => {
    expect([...REFUSAL_CODES].sort()).toEqual([
      'ALREADY_EXISTS',
      'DELETED',
      'FORBIDDEN',
      'ID_REUSE',
      'INVALID',
      'INVALID_OP',
      'MISSING_REFERENCE',
      'NOT_FOUND',
      'NOT_UNIQUE',
      'REFERENCED',
      'RETRY',
      'SERVER_WINS',
      'UNKNOWN_MODEL',
      'VERSION_CONFLICT',
    ])
  })

  it('[WP6] the limits are those of the protocol', () => {
    expect(protocol).toMatchObject({
      BODY_BYTES_MAX: 1_048_576,
      DECODED_BYTES_MAX: 4_194_304,
      CHANGES_MAX: 500,
      PAGE_ROWS_MAX: 5_000,
      PAGE_ROWS_DEFAULT: 1_000,
      FLAT_PAGE_ROWS_DEFAULT: 500,
      DEPTH_MAX: 8,
    })
  })

  it('[WP2] the protocol is named by one header', () => {
    expect([protocol.PROTOCOL_HEADER, protocol.PROTOCOL_VERSION]).toEqual(['x-satchel-protocol', '1'])
  })
})
