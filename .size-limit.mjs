import { startFiles } from './scripts/start-files.mjs'

const { scripts, styles } = startFiles()

/** What home may load before the first tap. */
export default [
  { name: 'JavaScript', path: scripts, limit: '180 KiB', gzip: true },
  { name: 'CSS', path: styles, limit: '25 KiB', gzip: true },
]
