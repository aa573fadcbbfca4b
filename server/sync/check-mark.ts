import { type Mark, parseMark } from '../../contract/mark.ts'
import type { ScopeRow } from '../storage/tables.ts'
import { type Problem, problem } from './reply.ts'

/**
 * Does the mark lie in this history (WP9)?
 * @returns the mark; 400 if the text is none, 409 if another history made it
 */
export async function checkMark(
  text: string,
  epoch: string,
  scope: ScopeRow,
  tagAt: (scope: string, seq: number) => Promise<string | undefined>,
): Promise<({ readonly kind: 'mark' } & Mark) | Problem> {
  const mark = parseMark(text)
  if (!mark) return problem('INVALID_BODY', 'that is no mark')
  const tag = await tagOf(scope, mark.seq, tagAt)
  if (mark.epoch !== epoch || tag !== mark.tag) return problem('EPOCH_CHANGED', 'the server has another history')
  return { kind: 'mark', ...mark }
}

/** The random word stored with a seq; undefined if the scope has no such seq. */
export async function tagOf(
  { scope, head, head_tag: headTag, origin_tag: originTag }: ScopeRow,
  seq: number,
  tagAt: (scope: string, seq: number) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (seq === head) return headTag
  if (seq === 0) return originTag
  return seq < head ? tagAt(scope, seq) : undefined
}
