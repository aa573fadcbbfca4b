/** A point in a scope's history (WP9). Devices store marks, and read in them only which of two is the newer. */
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

/** Does it tell anything that `than` does not? Of another history every mark is news. */
export function isNewerMark(mark: string, than: string): boolean {
  const [ours, known] = [parseMark(mark), parseMark(than)]
  if (!ours || !known || ours.epoch !== known.epoch) return true
  return ours.seq > known.seq || (ours.seq === known.seq && ours.tag !== known.tag)
}
