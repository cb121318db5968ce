import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followStream } from './stream.ts'

class Source extends EventTarget {
  isClosed = false
  close(): void {
    this.isClosed = true
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
let made: Source[] = []
beforeEach(() => {
  made = []
  page.visibilityState = 'visible'
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  vi.stubGlobal(
    'EventSource',
    class extends Source {
      constructor() {
        super()
        made.push(this)
      }
    },
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function turn(state: 'visible' | 'hidden'): void {
  page.visibilityState = state
  page.dispatchEvent(new Event('visibilitychange'))
}

const open = () => made.filter(({ isClosed }) => !isClosed).length
const heard: boolean[] = []
const follow = () =>
  followStream('/api/events', { events: {}, opened: () => undefined, contact: (is) => heard.push(is) })

test('a tab that is hidden holds no stream, says nothing of a lost contact, and follows again when it is looked at', () => {
  const end = follow()
  expect(open()).toBe(1)
  turn('hidden')
  expect(open()).toBe(0)
  expect(heard).toEqual([])
  turn('visible')
  expect(open()).toBe(1)
  turn('visible')
  expect(made).toHaveLength(2)
  end()
  turn('hidden')
  turn('visible')
  expect(open()).toBe(0)
})

test('one that is opened in the background waits until it is looked at', () => {
  page.visibilityState = 'hidden'
  const end = follow()
  expect(made).toHaveLength(0)
  turn('visible')
  expect(open()).toBe(1)
  end()
})

test('a stream that broke comes back after a pause, but not while the tab is hidden', () => {
  const end = follow()
  made[0]!.dispatchEvent(new Event('error'))
  turn('hidden')
  vi.advanceTimersByTime(60_000)
  expect(made).toHaveLength(1)
  turn('visible')
  expect(open()).toBe(1)
  made[1]!.dispatchEvent(new Event('error'))
  vi.advanceTimersByTime(60_000)
  expect(made.length).toBeGreaterThan(2)
  end()
})
