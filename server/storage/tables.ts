/** The tables of the sync server. The accounts library adds its own. */
export interface Tables {}
