import { expect, test } from 'vitest'
import { NO_KEYS, readKey } from './key-sequence.ts'

const KNOWN = ['j', 'k', '/', 'g a', 'g z', 'a']

test('a single key acts at once', () => {
  expect(readKey(NO_KEYS, 'j', 0, KNOWN)).toEqual({ complete: 'j', state: NO_KEYS })
})

test('a prefix waits for its second key, which then does not act alone', () => {
  const first = readKey(NO_KEYS, 'g', 1000, KNOWN)
  expect(first.complete).toBeNull()
  expect(readKey(first.state, 'a', 1500, KNOWN).complete).toBe('g a')
})

test('a prefix is forgotten after 1.2 s, and by a key that does not fit', () => {
  const first = readKey(NO_KEYS, 'g', 1000, KNOWN)
  expect(readKey(first.state, 'a', 2500, KNOWN).complete).toBe('a')
  expect(readKey(first.state, 'q', 1100, KNOWN)).toEqual({ complete: null, state: NO_KEYS })
  expect(readKey(first.state, 'j', 1100, KNOWN).complete).toBe('j')
})
