/**
 * Runs something as soon as the next picture is on the screen: what a person does not wait for comes after what they see. Where
 * nothing is painted, in a page that nobody sees or that is going away, it runs at once; so does then what was put off before.
 */
export function afterPaint(work: () => void): void {
  waiting.push(work)
  if (document.visibilityState !== 'visible') runAll()
  else if (waiting.length === 1) onceAPictureIsMade(runAll)
}

/**
 * As `afterPaint`, once the page has also nothing else to do, or soon all the same: whoever taps on what they see is answered
 * before what they do not see.
 */
export function afterPaintWhenIdle(work: () => void): void {
  afterPaint(() => {
    if (document.visibilityState !== 'visible' || !CAN_IDLE) work()
    else requestIdleCallback(work, { timeout: IDLE_LATEST_MS })
  })
}

/** Safari does not have it, whatever the types say. */
const CAN_IDLE = 'requestIdleCallback' in globalThis

const IDLE_LATEST_MS = 200

/** Does anything wait for the next picture? */
export function isPictureOwed(): boolean {
  return waiting.length > 0
}

let waiting: (() => void)[] = []

/** A window that is seen may paint nothing all the same; nothing waits longer. */
const NO_PICTURE_MS = 100

function onceAPictureIsMade(then: () => void): void {
  let isMade = false
  const latest = setTimeout(made, NO_PICTURE_MS)
  // The picture is made right after this; a task of its own comes behind it.
  requestAnimationFrame(() => setTimeout(made))
  function made(): void {
    clearTimeout(latest)
    if (!isMade) then()
    isMade = true
  }
}

/** Each by itself: what one throws keeps no other from running. */
function runAll(): void {
  const works = waiting
  waiting = []
  for (const work of works) queueMicrotask(work)
}

addEventListener('pagehide', runAll)
document.addEventListener('visibilitychange', runAll)
