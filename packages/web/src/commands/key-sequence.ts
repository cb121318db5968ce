// Reads single keys and two-key sequences such as `g a`. Pure: the caller says which keys there are and what time it is.
const PREFIX_LASTS_MS = 1200

export interface KeyState {
  readonly prefix: string | null
  readonly atMs: number
}

export const NO_KEYS: KeyState = { prefix: null, atMs: 0 }

/** The key text that now is complete, or null, and the state for the next key. */
export function readKey(
  state: KeyState,
  key: string,
  atMs: number,
  known: readonly string[],
): { readonly complete: string | null; readonly state: KeyState } {
  const isPrefixFresh = state.prefix !== null && atMs - state.atMs <= PREFIX_LASTS_MS
  const sequence = isPrefixFresh ? `${state.prefix} ${key}` : key
  if (known.includes(sequence)) return { complete: sequence, state: NO_KEYS }
  if (known.some((each) => each.startsWith(`${key} `))) return { complete: null, state: { prefix: key, atMs } }
  return { complete: known.includes(key) ? key : null, state: NO_KEYS }
}
