/**
 * Text as search and sorting compare it: lower case, without accents, compatible forms (ﬁ, ２) as their plain ones. Both the
 * text and the words looked for go through it.
 */
export function foldText(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(ACCENTS, '').replaceAll('ς', 'σ')
}

const ACCENTS = /[\u0300-\u036f]/g
