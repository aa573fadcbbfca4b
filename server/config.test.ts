import { describe, expect, it } from 'vitest'
import { parseConfig } from './config.ts'

describe('configuration', () => {
  it('[HT1] without any variable the server is at localhost:8787 with its data beside it and the demo in it', () => {
    expect(parseConfig({})).toEqual({
      kind: 'config',
      config: {
        host: '127.0.0.1',
        port: 8787,
        dataDir: './data',
        staticDir: './dist',
        origin: 'http://localhost:8787',
        demo: true,
      },
    })
  })

  it('[HT1] every variable is taken over, and an empty one is as good as none', () => {
    const env = { PORT: '4100', HOST: '0.0.0.0', SATCHEL_DATA: '/d', SATCHEL_DEMO: '0', SATCHEL_ORIGIN: '' }
    expect(parseConfig(env)).toMatchObject({
      config: { port: 4100, host: '0.0.0.0', dataDir: '/d', demo: false, origin: 'http://localhost:4100' },
    })
    expect(
      parseConfig({ SATCHEL_ORIGIN: 'https://satchel.example.org/', SATCHEL_SECRET: 'x'.repeat(32) }),
    ).toMatchObject({
      config: { origin: 'https://satchel.example.org', secret: 'x'.repeat(32) },
    })
    expect(parseConfig({ DATABASE_URL: 'postgres://localhost/satchel' })).toMatchObject({
      config: { databaseUrl: 'postgres://localhost/satchel' },
    })
  })

  it.each([
    ['PORT', '99999'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['HOST', 'not a host'],
    ['SATCHEL_ORIGIN', 'satchel.example.org'],
    ['SATCHEL_ORIGIN', 'https://satchel.example.org/app'],
    ['SATCHEL_ORIGIN', 'javascript:alert(1)'],
    ['SATCHEL_DEMO', 'no'],
    ['SATCHEL_SECRET', 'short'],
    ['DATABASE_URL', 'localhost/satchel'],
    ['DATABASE_URL', 'mysql://localhost/satchel'],
  ])('[HT2] %s=%s stops the start with a sentence that names it', (name, value) => {
    const outcome = parseConfig({ [name]: value })
    expect(outcome).toEqual({ kind: 'refused', reasons: [expect.stringContaining(name)] })
  })

  it('[HT2] several bad values are told at once', () => {
    const outcome = parseConfig({ PORT: 'x', SATCHEL_DEMO: 'x' })
    expect(outcome).toMatchObject({ reasons: [expect.stringContaining('PORT'), expect.stringContaining('DEMO')] })
  })
})
