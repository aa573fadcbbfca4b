import type { Registry } from '../../contract/registry.ts'
import type { Data, Patch } from '../../contract/value.ts'
import { decideEntry, discardEntry } from '../../src/db/decide-entry.ts'
import { changeSettings, confirmEntries } from '../../src/db/device-settings.ts'
import { createSaving, type Saving } from '../../src/db/saving.ts'
import type { PersonsDecision } from '../../src/sync/core/resolve.ts'
import type { DeviceMeta, Entry, RecordKey, VisibleRow } from '../../src/sync/core/types.ts'
import { newDeviceMeta } from '../../src/sync/device/device-meta.ts'
import type { DrainReport } from '../../src/sync/drain-report.ts'
import { uuidv7 } from '../../src/sync/environment.ts'
import type { Environment, StoreReads, SyncStore } from '../../src/sync/ports.ts'
import { createSchedule, type Schedule } from '../../src/sync/schedule.ts'
import { WORKER_LOST_MS } from '../../src/sync/wake.ts'
import type { DeviceOptions } from './device-options.ts'
import type { Disk } from './disk.ts'
import { befell } from './entry-states.ts'
import { createLockRoom } from './life.ts'
import { insistent, type StoreMishaps } from './faulty-store.ts'
import { openTab, type Tab } from './tab.ts'

interface Page extends Tab {
  readonly saving: Saving
  readonly schedule: Schedule
  readonly context: { store: SyncStore; models: Registry; environment: Environment; by: () => string }
}

/** One person's data on one device, with a page and perhaps a worker at work on it. */
export class DeviceNode {
  readonly options: DeviceOptions
  readonly mishaps: StoreMishaps
  /** How wrong its clock is. */
  clockOffsetMs = 0
  saysOnLine = true
  /** Since when the person wants nothing to go out or come in. */
  offlineSinceMs: number | undefined
  disk: Disk
  /** The test's own way to look, past every fault. */
  private peek: SyncStore
  private page: Page | undefined
  private worker: Tab | undefined
  readonly locks = createLockRoom()
  private forms = new Map<string, VisibleRow>()
  /** The schema of the app that is open here. */
  appSchema = 0

  constructor(options: DeviceOptions) {
    this.options = options
    this.disk = options.disk
    this.peek = insistent(this.disk.connect())
    this.mishaps = { next: undefined, after: 0, happened: (kind) => befell(options.watcher.outbox, `storage ${kind}`) }
  }

  get name(): string {
    return this.options.name
  }

  isOpen(): boolean {
    return this.page?.life.isAlive() ?? false
  }

  isFrozen(): boolean {
    return this.page?.life.isFrozen() ?? false
  }

  /** Opens the app: a page, and the worker. */
  async start(): Promise<void> {
    if (this.isOpen()) return
    const { registry, schema } = this.options.release()
    this.appSchema = schema
    await this.peek.open(newDeviceMeta(this.environment.newId()))
    const tab = await openTab(this, registry)
    const { store } = tab
    const context = { store, models: registry, environment: this.environment, by: () => this.options.person }
    const modelOf = (name: string) => {
      const model = registry.get(name)
      if (!model) throw new Error(`no model ${name}`)
      return model
    }
    const wake = (reason: string): Promise<unknown> => this.drain(reason)
    const saving = createSaving({ context, schema, wake, report: (error) => this.failed(error), modelOf })
    const schedule = createSchedule({
      timers: tab.life.timers,
      pushIntervalMs: 10_000,
      pullIntervalMs: 30_000,
      wake: (reason) => this.drain(reason, true),
    })
    this.page = { ...tab, saving, schedule, context }
    saving.recoverFold()
    if (this.options.hasWorker && !this.worker?.life.isAlive()) this.worker = await openTab(this, registry)
    void this.drain('started')
  }

  kill(what: 'page' | 'worker' | 'all'): void {
    if (what !== 'worker') {
      this.page?.life.kill()
      this.forms.clear()
    }
    if (what !== 'page') this.worker?.life.kill()
  }

  /** Dies at the `turns`-th of its next awaits. */
  killSoon(what: 'page' | 'worker', turns: number): void {
    const { life } = (what === 'page' ? this.page : this.worker) ?? {}
    if (what === 'page') life?.onDeath(() => this.forms.clear())
    life?.dieAfter(turns)
  }

  /** The person's wish, as settings store it. */
  async workOffline(isOn: boolean): Promise<void> {
    if (!this.isOpen() || this.isFrozen()) return
    await this.peek.transact(async (tx) => {
      const { worksOffline: _, ...meta } = await tx.meta()
      await tx.putMeta(isOn ? { ...meta, worksOffline: true } : meta)
    })
    this.offlineSinceMs = isOn ? (this.offlineSinceMs ?? this.options.loop.nowMs()) : undefined
    if (!isOn) void this.drain('asked')
  }

  /** Nothing leaves that the person has not looked at; or all that waits does. */
  async sendOnConfirm(isOn: boolean): Promise<void> {
    const { page, peek: store } = this
    if (!page?.life.isAlive() || page.life.isFrozen()) return
    const { watcher } = this.options
    watcher.isConfirming = false
    await changeSettings({ ...page.context, store }, { sendMode: isOn ? 'onConfirm' : 'automatic' })
    watcher.isConfirming = isOn
    if (!isOn) void this.drain('asked')
  }

  async confirm(): Promise<void> {
    const { page, peek: store } = this
    if (!page?.life.isAlive() || page.life.isFrozen()) return
    await confirmEntries(
      { ...page.context, store },
      (await this.entries()).map(({ key }) => key),
    )
    void this.drain('confirmed')
  }

  /** It lives on, whatever was to befall it. */
  spare(): void {
    this.options.profile.nextPush = undefined
    this.options.profile.jam = undefined
    this.mishaps.next = undefined
    this.page?.life.dieAfter(Number.POSITIVE_INFINITY)
    this.worker?.life.dieAfter(Number.POSITIVE_INFINITY)
    this.disk.crashAt?.(Number.POSITIVE_INFINITY, () => undefined)
  }

  freeze(): void {
    this.page?.life.freeze()
    this.worker?.life.freeze()
  }

  thaw(): void {
    this.page?.life.thaw()
    this.worker?.life.thaw()
  }

  /** Ends the engines in good order, as an update of the app does. */
  stop(): void {
    void this.page?.engine.stop()
    void this.worker?.engine.stop()
  }

  /** The same, at the `turns`-th of their next awaits. */
  stopSoon(turns: number): void {
    for (const tab of [this.page, this.worker]) tab?.life.atTurn(turns, () => void tab.engine.stop())
  }

  async loseStorage(): Promise<void> {
    this.kill('all')
    await this.disk.lose()
    this.offlineSinceMs = undefined
    this.options.watcher.isConfirming = false
    this.peek = insistent(this.disk.connect())
  }

  /** A wake-up; whoever is there answers it. @param isTimer its report goes back to the schedule by itself */
  async drain(reason: string, isTimer = false): Promise<DrainReport> {
    const { page, worker } = this
    if (!page?.life.isAlive()) return new Promise(() => undefined)
    const report = await this.drainByAny(page, worker, reason)
    if (!isTimer && page.life.isAlive()) page.schedule.ended(report)
    return report
  }

  /** Two tabs that do not know of each other: the page drains, and so does the worker. */
  drainTogether(reason: string): void {
    this.drainBy('page', reason)
    this.drainBy('worker', reason)
  }

  /** One of them drains, whatever the other does. */
  drainBy(who: 'page' | 'worker', reason: string): void {
    const { page, worker } = this
    if (who === 'worker' && worker?.life.isAlive()) void worker.engine.drain(reason)
    if (who === 'worker' || !page?.life.isAlive()) return
    void page.engine.drain(reason).then((report) => page.life.isAlive() && page.schedule.ended(report))
  }

  async save(write: (saving: Saving) => Promise<unknown>): Promise<void> {
    if (!this.page?.life.isAlive() || this.page.life.isFrozen()) throw new Error('nobody can type here')
    await write(this.page.saving)
  }

  create(model: string, id: string, data: Data): Promise<void> {
    return this.save((saving) => saving.localCreate(model, id, data))
  }

  update(seen: VisibleRow, patch: Patch): Promise<void> {
    return this.save((saving) => saving.localUpdate(seen.model, seen.id, patch, { seen }))
  }

  remove(seen: VisibleRow): Promise<void> {
    return this.save((saving) => saving.localDelete(seen.model, seen.id, { seen }))
  }

  async decide(key: number, decision: PersonsDecision, withChildren: boolean): Promise<void> {
    const { page } = this
    if (!page?.life.isAlive() || page.life.isFrozen()) return
    if (decision.kind === 'discard') await discardEntry(page.context, key, withChildren)
    else await decideEntry(page.context, key, decision)
    void this.drain('decided')
  }

  form(name: string): VisibleRow | undefined {
    return this.forms.get(name)
  }

  openForm(name: string, row: VisibleRow): void {
    this.forms.set(name, row)
  }

  closeForm(name: string): void {
    this.forms.delete(name)
  }

  /** What the person sees now. */
  see(key: RecordKey): Promise<VisibleRow | null | undefined> {
    return this.peek.read(async (tx) => {
      const overlay = (await tx.overlay()).find((one) => one.key.model === key.model && one.key.id === key.id)
      if (overlay) return overlay.row
      const [row] = await tx.rows([key])
      if (!row || row.deleted) return row ? null : undefined
      const { version, data, updatedAt, updatedBy } = row
      return { ...key, version, data, updatedAt, updatedBy }
    })
  }

  look<T>(read: (tx: StoreReads) => Promise<T>): Promise<T> {
    return this.peek.read(read)
  }

  entries(): Promise<Entry[]> {
    return this.peek.read((tx) => tx.entries())
  }

  meta(): Promise<DeviceMeta> {
    return this.peek.read((tx) => tx.meta())
  }

  readonly environment: Environment = {
    nowMs: () => this.options.loop.nowMs() + this.clockOffsetMs,
    random: () => this.options.random().next(),
    newId: () => uuidv7(this.environment.nowMs(), this.bytes()),
    onLine: () => this.saysOnLine,
  }

  private bytes(): Uint8Array {
    return Uint8Array.from({ length: 16 }, () => this.options.random().int(256))
  }

  failed(error: unknown): void {
    if (!(error instanceof Error && error.message.includes('simulated'))) this.options.onError(error)
  }

  /** The worker drains; if it is not there or dies on the way, the page does. */
  private drainByAny(page: Page, worker: Tab | undefined, reason: string): Promise<DrainReport> {
    if (!worker?.life.isAlive() || worker.life.isFrozen() || this.options.random().chance(0.3)) {
      return page.engine.drain(reason)
    }
    return new Promise((resolve) => {
      let cancel = (): void => undefined
      const wait = (): void => {
        cancel = page.life.timers.after(WORKER_LOST_MS, () => {
          // It says all the time that it drains.
          if (worker.life.isAlive() && !worker.life.isFrozen()) wait()
          else resolve(page.engine.drain(reason))
        })
      }
      wait()
      void worker.engine.drain(reason).then((report) => {
        cancel()
        resolve(report)
      })
    })
  }
}
