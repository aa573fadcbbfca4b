/** A point in a scope's history (WP9). Devices store marks and read nothing in them. */
export interface Mark {
  readonly epoch: string
  readonly seq: number
  /** A random word stored with that seq: another history has another word there. */
  readonly tag: string
}

const MARK = /^([a-z0-9]{1,32})\.(0|[1-9]\d{0,15})\.([a-z0-9]{1,32})$/

/** @returns undefined if the text is no mark. */
export function parseMark(text: string): Mark | undefined {
  const [, epoch, seq, tag] = MARK.exec(text) ?? []
  if (epoch === undefined || seq === undefined || tag === undefined) return undefined
  return Number.isSafeInteger(Number(seq)) ? { epoch, seq: Number(seq), tag } : undefined
}

/** `<epoch>.<seq>.<tag>` */
export function formatMark(mark: Mark): string {
  return `${mark.epoch}.${mark.seq}.${mark.tag}`
}
