// Follows one stream of Server-Sent Events and comes back when it breaks, with a longer pause each time. A tab that nobody looks at lets go of
// it: over HTTP/1.1 a browser has six connections to a place, and a second tab would wait for the streams of the first.
export interface StreamListeners {
  /** By event name; data is parsed JSON, or null when it is none. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>
  /** The stream stands, for the first time or again. */
  readonly opened: () => void
  readonly contact: (isReached: boolean) => void
}

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 15_000

/** Returns the function that ends it. */
export function followStream(url: string, listeners: StreamListeners): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let pauseMs = FIRST_PAUSE_MS
  const open = () => {
    source = new EventSource(url)
    source.addEventListener('open', () => {
      pauseMs = FIRST_PAUSE_MS
      listeners.contact(true)
      listeners.opened()
    })
    source.addEventListener('error', () => {
      source?.close()
      listeners.contact(false)
      timer = setTimeout(open, pauseMs)
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
    })
    for (const [event, listener] of Object.entries(listeners.events))
      source.addEventListener(event, (message) => listener(parse(message)))
  }
  const letGo = () => {
    clearTimeout(timer)
    source?.close()
    source = null
  }
  const look = () => {
    if (document.visibilityState === 'hidden') letGo()
    else if (source === null) open()
  }
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    document.removeEventListener('visibilitychange', look)
    letGo()
  }
}

function parse(message: Event): unknown {
  try {
    return JSON.parse(String((message as MessageEvent).data)) as unknown
  } catch {
    return null
  }
}
