/** Every call and every answer carries this header (WP2, WP3). */
export const PROTOCOL_HEADER = 'x-satchel-protocol'
export const PROTOCOL_VERSION = '1'

/** WP6. Bytes on the wire unless said. */
export const BODY_BYTES_MAX = 1024 * 1024
export const DECODED_BYTES_MAX = 4 * 1024 * 1024
export const CHANGES_MAX = 500
export const PAGE_ROWS_MAX = 5_000
export const PAGE_ROWS_DEFAULT = 1_000
export const FLAT_PAGE_ROWS_DEFAULT = 500
export const DEPTH_MAX = 8
