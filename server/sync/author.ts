import type { Sender } from '../../contract/judge.ts'

/** Who sends a batch, when, and the random word that all its seqs are stored with (WP9). */
export interface Author {
  readonly userId: string
  readonly deviceId: string | null
  readonly sender: Sender
  /** `sender.nowMs` as text. */
  readonly now: string
  readonly tag: string
  randomWord(): string
}
