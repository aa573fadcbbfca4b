import { formatMark } from '../../contract/mark.ts'
import type { PushRequest } from '../../contract/wire/push.ts'
import { failureOf } from '../storage/failure.ts'
import type { StorageTx } from '../storage/storage.ts'
import type { Actor } from './actor.ts'
import { checkMark } from './check-mark.ts'
import type { SyncContext } from './context.ts'
import { type ParsedPush, parsePush, type PushItem } from './envelope.ts'
import { judgeBatch } from './judge-batch.ts'
import { closeLedger, freshItems, openLedger, resultTexts } from './ledger.ts'
import { answer, type Problem, problem, type Reply } from './reply.ts'
import { resultText, RETRY } from './result.ts'
import { head } from './scopes.ts'
import { formatTime } from './time.ts'

/**
 * POST /api/sync/push (WP9–WP19). The caller has checked the envelope with `pushRequestSchema` and that the actor is a
 * member of the scope. One transaction; on an unexpected error, one for each change.
 */
export async function push(sync: SyncContext, actor: Actor, scope: string, request: PushRequest): Promise<Reply> {
  const parsed = parsePush(sync, request)
  if (parsed.kind === 'problem') return parsed
  const pushed = await attempt(sync, actor, scope, parsed)
  switch (pushed.kind) {
    case 'pushed':
      return answerOf(sync, pushed.mark, pushed.results)
    case 'problem':
      return pushed
    case 'unavailable':
      return problem('UNAVAILABLE', 'the database cannot be written')
    case 'transient':
    case 'unexpected':
      // Without changes there is no `RETRY` to say that nothing was stored: a device that heard `results: []` would take it that
      // it is bound to its person, and its changes would leave in the session of whoever signs in next (F31).
      if (parsed.items.length === 0) return problem('UNAVAILABLE', 'nothing was stored; try again')
      if (pushed.kind === 'transient') return withRetries(sync, scope, parsed, [])
      return pushOneByOne(sync, actor, scope, parsed)
  }
}

interface Pushed {
  readonly kind: 'pushed'
  readonly results: readonly string[]
  readonly mark: string
}

type Failed = { readonly kind: 'transient' | 'unavailable' | 'unexpected' }

/** One transaction for all items; tells listeners when it is committed. */
async function attempt(
  sync: SyncContext,
  actor: Actor,
  scope: string,
  parsed: ParsedPush,
): Promise<Pushed | Problem | Failed> {
  // The head before the first run that reached its commit: that run may have been committed without our hearing of it.
  let headBefore = Number.POSITIVE_INFINITY
  try {
    const pushed = await sync.transactTogether(scope, async (tx) => {
      const run = await pushInTransaction(sync, tx, actor, scope, parsed)
      if (run.kind === 'pushed') headBefore = Math.min(headBefore, run.headBefore)
      return run
    })
    if (pushed.kind === 'pushed' && (pushed.head > headBefore || sync.commits.isInDoubt(scope))) {
      sync.commits.notify(scope, pushed.mark)
    }
    return pushed
  } catch (error) {
    if (headBefore < Number.POSITIVE_INFINITY) sync.commits.doubt(scope)
    sync.onError(error)
    return { kind: failureOf(error) }
  }
}

/** WP10: the batch threw, so each change is judged in a transaction of its own, up to the one that throws. */
async function pushOneByOne(sync: SyncContext, actor: Actor, scope: string, parsed: ParsedPush): Promise<Reply> {
  const results: string[] = []
  for (const [index, item] of parsed.items.entries()) {
    // Acknowledged is what was judged before the batch; items of this one are not yet.
    const one = { ...parsed, items: [item], ackedThrough: index === 0 ? parsed.ackedThrough : 0 }
    const pushed = await attempt(sync, actor, scope, one)
    if (pushed.kind === 'problem') return pushed
    if (pushed.kind !== 'pushed') break
    results.push(...pushed.results)
  }
  return withRetries(sync, scope, parsed, results)
}

/** The results so far, and `RETRY` for every other item. */
async function withRetries(
  sync: SyncContext,
  scope: string,
  { items }: ParsedPush,
  results: readonly string[],
): Promise<Reply> {
  const mark = await head(sync, scope)
  if (mark === undefined) return problem('FORBIDDEN', 'no such workspace')
  return answerOf(sync, mark, [...results, ...items.slice(results.length).map(retryText)])
}

async function pushInTransaction(
  sync: SyncContext,
  tx: StorageTx,
  actor: Actor,
  scope: string,
  parsed: ParsedPush,
): Promise<(Pushed & { readonly headBefore: number; readonly head: number }) | Problem> {
  const { epoch } = sync.storage
  const row = await tx.lockScope(scope)
  if (!row) return problem('FORBIDDEN', 'no such workspace')
  const mark = parsed.mark === undefined ? undefined : await checkMark(parsed.mark, epoch, row, tx.tagAt)
  if (mark?.kind === 'problem') return mark
  const now = formatTime(sync.environment.nowMs())
  const ledger = await openLedger(tx, scope, actor, parsed, now)
  if (ledger.kind === 'problem') return ledger
  const items = freshItems(ledger, parsed.items)
  const judged = await judgeBatch(
    sync,
    tx,
    row,
    actor,
    parsed,
    items.map(({ change }) => change),
  )
  const fresh = new Map(
    items.flatMap((item, index): [PushItem, string][] => {
      const result = judged.results[index]
      return result ? [[item, resultText(item.identity?.mutationId, result)]] : []
    }),
  )
  await closeLedger(tx, scope, actor, parsed.deviceId, ledger, fresh, now)
  return {
    kind: 'pushed',
    results: resultTexts(ledger, parsed.items, fresh),
    mark: formatMark({ epoch, seq: judged.scope.head, tag: judged.scope.head_tag }),
    headBefore: row.head,
    head: judged.scope.head,
  }
}

function retryText({ identity }: PushItem): string {
  return resultText(identity?.mutationId, RETRY)
}

function answerOf({ storage, schema }: SyncContext, mark: string, results: readonly string[]): Reply {
  const epoch = JSON.stringify(storage.epoch)
  return answer(`{"epoch":${epoch},"mark":"${mark}","schema":${schema},"results":[${results.join(',')}]}`)
}
