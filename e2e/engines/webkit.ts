import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Builder, Capabilities, Key, type WebDriver, type WebElement } from 'selenium-webdriver'
import { findWebKit } from '../../scripts/find-engines.mjs'
import { freePort } from '../harness/server.ts'
import type { Driver, Engine } from './driver.ts'

/** WebKitGTK over WebDriver. No Background Sync, and `navigator.onLine` is always true. It is not Safari. */
export function webKit(): Engine {
  const found = findWebKit()
  return {
    name: 'WebKit',
    absent: 'absent' in found ? found.absent : undefined,
    launch: async () => {
      if ('absent' in found) throw new Error(found.absent)
      const display = await startDisplay(found.display)
      const port = await freePort()
      const env = { ...process.env, DISPLAY: display.name, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }
      const service = spawn(found.driver, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' })
      const end = async () => {
        await endProcess(service)
        await endProcess(display.process)
      }
      try {
        const session = await openSession(`http://127.0.0.1:${port}`, found.browser)
        return driverOf(session, async () => {
          await session.quit()
          await end()
        })
      } catch (error) {
        await end()
        throw error
      }
    },
  }
}

function driverOf(session: WebDriver, close: () => Promise<void>): Driver {
  const find = async (element: string): Promise<WebElement> => {
    const found = await session.executeScript<WebElement | null>(`return ${element}`)
    if (!found) throw new Error('it is not there')
    return found
  }
  return {
    goTo: (url) => session.get(url),
    reload: () => session.navigate().refresh(),
    evaluate: (expression) => session.executeScript(`return ${expression}`),
    load: (program) => session.executeScript(program),
    click: async (element) => (await find(element)).click(),
    fill: async (element, text) => {
      const field = await find(element)
      await field.click()
      await field.sendKeys(Key.chord(Key.CONTROL, 'a'), Key.BACK_SPACE)
      await field.sendKeys(text)
    },
    screenshot: async () => Buffer.from(await session.takeScreenshot(), 'base64'),
    close,
  }
}

async function openSession(address: string, browser: string): Promise<WebDriver> {
  await untilAnswers(`${address}/status`)
  const options = { binary: browser, args: ['--automation'] }
  const capabilities = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options })
  const builder = new Builder().disableEnvironmentOverrides().usingServer(address).withCapabilities(capabilities)
  const session = await builder.build()
  // As narrow as its tool bar lets it.
  await session.manage().window().setRect({ x: 0, y: 0, width: 390, height: 880 })
  return session
}

/** A screen of its own, under a number that is free. */
async function startDisplay(command: string): Promise<{ name: string; process: ChildProcess }> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
  const started = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await once(started.stdio[3] ?? started, 'data')
  return { name: `:${String(number).trim()}`, process: started }
}

async function untilAnswers(url: string): Promise<void> {
  const deadlineMs = Date.now() + 15_000
  while (Date.now() < deadlineMs) {
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('WebKitWebDriver did not answer within 15 s')
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
