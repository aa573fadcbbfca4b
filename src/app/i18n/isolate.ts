/**
 * Text as part of a sentence of the other direction: its words keep their order, and so do those around it. Text that reads the
 * same way as the sentence stays as it is, to the letter.
 */
export function isolate(text: string, dir: 'ltr' | 'rtl'): string {
  const other = dir === 'rtl' ? LTR_LETTER : RTL_LETTER
  return other.test(text) ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text
}

/** Numbers with spaces, addresses of the web and the like read from the left in every language. */
export function isolateLtr(text: string, dir: 'ltr' | 'rtl'): string {
  return dir === 'rtl' && text !== '' ? `${LTR_ISOLATE}${text}${POP_ISOLATE}` : text
}

const [LTR_ISOLATE, FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2066', '\u2068', '\u2069']

/** Hebrew, Arabic and their neighbours, with the forms of presentation. */
const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const LTR_LETTER = /(?![\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])\p{L}/u
