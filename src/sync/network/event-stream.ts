/** One event of a text/event-stream. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
}

/**
 * Reads the lines of an event stream (HTML standard §9.2.6; `id` and `retry` are not used here).
 * @param lines the complete lines, in groups as they arrive
 */
export async function* eventsOf(lines: AsyncIterable<readonly string[]>): AsyncGenerator<ServerEvent> {
  let event = ''
  let data: string[] = []
  for await (const group of lines) {
    for (const line of group) {
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', data: data.join('\n') }
        event = ''
        data = []
      } else if (!line.startsWith(':')) {
        const [, name = line, value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
        if (name === 'event') event = value
        if (name === 'data') data.push(value)
      }
    }
  }
}
