import { chromium } from './chromium.ts'
import type { Driver } from './driver.ts'
import { firefox } from './firefox.ts'
import { addBuilding, openBuilding, pending, save, sendBuilding, signIn, untilSent } from './steps.ts'
import { expect, testOn } from './test.ts'
import { webKit } from './webkit.ts'

/** From the network's return to the row on the server, with a page open. */
const REPLAY_MS_MAX = 2_000
const OFFLINE_WITH_ONE = { name: 'Offline, 1 saved on this device' }

for (const engine of [chromium(), await firefox(), webKit()]) {
  const test = testOn(engine)
  test.describe(`[TL10] ${engine.name}`, () => {
    test('[F15] [F70] the server dies, two records are entered, the app is loaded again: each arrives once, within 2 s', async ({
      person,
      server,
      probe,
    }) => {
      await signIn(person, server.origin)
      await server.kill()
      for (const name of ['North mill', 'South mill']) await addBuilding(person, name)
      await person.sees(pending(2))
      await person.driver.reload()
      await person.sees(pending(2))
      await person.sees({ name: 'Offline, 2 saved on this device' })

      await server.start()
      await untilSent(probe, ['North mill', 'South mill'], REPLAY_MS_MAX)
      await person.sees(pending(0))
      for (const name of ['North mill', 'South mill']) {
        expect((await probe.rowNamed('buildings', name)).version).toBe(1)
      }
    })

    test('[EN26] [F36] cut off and back, again and again: what waits is on the server within 2 s', async ({
      person,
      server,
      network,
      probe,
    }, testInfo) => {
      await signIn(person, server.origin)
      for (const kind of ['reset', 'portal', 'blackHole'] as const) {
        network.set({ kind: 'reset' })
        await addBuilding(person, `Weir ${kind}`)
        await person.sees(OFFLINE_WITH_ONE)
        network.set({ kind })
        // Long enough for the pauses between two attempts to have grown.
        for (let asked = 0; asked < 4; asked++) await network.nextCall('/api/health')
        network.set({ kind: 'none' })
        const tookMs = await untilSent(probe, [`Weir ${kind}`])
        testInfo.annotations.push({ type: `back from ${kind}`, description: `${Math.round(tookMs)} ms` })
        expect(tookMs, `back from ${kind}`).toBeLessThan(REPLAY_MS_MAX)
        await person.sees(pending(0))
      }
    })

    test('[UI33] the page is closed before the network is back: sent at the next opening, and the words said so', async ({
      person,
      server,
      probe,
    }) => {
      await signIn(person, server.origin)
      await server.kill()
      await addBuilding(person, 'Late mill')
      await person.sees(OFFLINE_WITH_ONE)
      await person.clicks(pending(1))
      await person.sees({
        name: await promise(person.driver),
        within: { role: 'region', name: 'Pending changes' },
      })
      await person.driver.goTo('about:blank')
      await server.start()
      await person.driver.goTo(server.origin)
      await untilSent(probe, ['Late mill'])
      await person.sees(pending(0))
    })

    test('[F51] two people change the same field: a question, and the answer is sent', async ({
      person,
      server,
      probe,
    }) => {
      await signIn(person, server.origin)
      await sendBuilding(person, probe, 'Paper mill')
      await openBuilding(person, 'Paper mill')
      await person.fills({ role: 'textbox', name: 'Floors' }, '5')
      await probe.update('buildings', await probe.rowNamed('buildings', 'Paper mill'), { floors: 7 })
      await person.sees({ name: /Ben changed this to .*7.* while you were typing/ })
      await save(person)
      await person.clicks(pending(1))
      await person.sees({ role: 'heading', name: 'Needs review (1)' })
      await person.clicks({ role: 'button', name: 'Resolve' })
      const within = { role: 'dialog', name: 'Resolve conflict: update Building' }
      await person.clicks({ role: 'radio', name: /^Theirs: 7/, within })
      await person.clicks({ role: 'radio', name: /^Yours: 5/, within })
      await person.clicks({ role: 'button', name: 'Apply merge', within })
      await person.sees(pending(0), 30_000)
      expect(await probe.rowNamed('buildings', 'Paper mill')).toMatchObject({ floors: 5 })
    })

    test('[UI1] [EN22] what another person saves is seen without a reload, also after the network was gone', async ({
      person,
      server,
      network,
      probe,
    }) => {
      await signIn(person, server.origin)
      await sendBuilding(person, probe, 'Tide mill')
      await openBuilding(person, 'Tide mill')
      const ben = async (address: string) =>
        probe.update('buildings', await probe.rowNamed('buildings', 'Tide mill'), { address })
      await ben('1 Weir Lane')
      await person.reads({ role: 'textbox', name: 'Address' }, '1 Weir Lane')

      network.set({ kind: 'reset' })
      await person.fills({ role: 'textbox', name: 'Floors' }, '3')
      await save(person)
      await person.sees(OFFLINE_WITH_ONE)
      const cutOff = network.calls.length
      network.set({ kind: 'none' })
      await person.sees(pending(0))
      // It may have been opened again before the badge went.
      const isLive = () =>
        network.calls.slice(cutOff).some(({ path, fault }) => path === '/api/sync/live' && fault === 'none')
      await expect.poll(isLive).toBe(true)
      await ben('2 Weir Lane')
      await person.reads({ role: 'textbox', name: 'Address' }, '2 Weir Lane')
      expect(await probe.rowNamed('buildings', 'Tide mill')).toMatchObject({ floors: 3, address: '2 Weir Lane' })
    })
  })
}

/** What this browser can keep. */
async function promise(driver: Driver): Promise<RegExp> {
  const wakesByItself = await driver.evaluate("'SyncManager' in window")
  return wakesByItself
    ? /is sent when it answers again\.$/
    : /is sent when the server answers again and Satchel is open\.$/
}
