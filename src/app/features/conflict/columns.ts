/** Field, Yours, Theirs: from 768 px. The same for the headings and for every row, so that they line up. */
export const COLUMNS = 'md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_minmax(0,3fr)]'
