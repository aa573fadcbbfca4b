import { afterEach, expect, it, vi } from 'vitest'
import { afterPaint } from './after-paint.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const said: string[] = []
const say = (what: string) => () => void said.push(what)
const settled = () => Promise.resolve()

/** The browser makes its pictures when the test says so. */
function picturesByHand() {
  said.length = 0
  vi.useFakeTimers()
  const asked: FrameRequestCallback[] = []
  vi.spyOn(window, 'requestAnimationFrame').mockImplementation((callback) => asked.push(callback))
  return () => asked.splice(0).forEach((callback) => callback(0))
}

it('[UI99] what nobody waits for runs once the next picture is made, in its order, whatever one of them throws', async () => {
  const makePicture = picturesByHand()
  const thrown = new Promise<Error>((resolve) => process.once('uncaughtException', resolve))
  afterPaint(say('first'))
  afterPaint(() => {
    throw new Error('broken')
  })
  afterPaint(say('second'))
  await vi.advanceTimersByTimeAsync(50)
  expect(said).toEqual([])
  makePicture()
  expect(said).toEqual([])
  await vi.advanceTimersByTimeAsync(0)
  expect(said).toEqual(['first', 'second'])
  expect((await thrown).message).toBe('broken')
  afterPaint(say('third'))
  makePicture()
  await vi.advanceTimersByTimeAsync(0)
  expect(said).toEqual(['first', 'second', 'third'])
})

it('[UI99] it waits for no picture that is not made, nor in a page that is hidden or goes away', async () => {
  picturesByHand()
  afterPaint(say('not painted'))
  await vi.advanceTimersByTimeAsync(100)
  expect(said).toEqual(['not painted'])
  afterPaint(say('leaving'))
  window.dispatchEvent(new Event('pagehide'))
  await settled()
  expect(said).toEqual(['not painted', 'leaving'])
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  afterPaint(say('hidden'))
  await settled()
  expect(said).toEqual(['not painted', 'leaving', 'hidden'])
})
