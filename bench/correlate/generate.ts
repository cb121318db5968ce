// A stream of matches for the bench of correlations: deterministic, most groups seen once or twice and a few all the time.

import type { RuleMatch } from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'

/** `count` matches over `groups` groups, a millisecond apart, each up to `latenessMs` out of its place. */
export function* matches(count: number, groups: number, latenessMs: number, seed: number): Generator<RuleMatch> {
  const random = randomOf(seed)
  let cold = 0
  for (let at = 0; at < count; at += 1) {
    const isHot = random() < 0.2
    // The cold groups in turn, so that all of them are live at the end; the hot ones again and again.
    const group = isHot ? Math.floor(random() * 200) : 200 + (cold++ % (groups - 200))
    const late = latenessMs === 0 ? 0 : Math.floor(random() * latenessMs)
    yield {
      id: String(at),
      ruleId: isHot || random() < 0.7 ? 'failed' : 'good',
      at: micros(1_700_000_000_000_000 + (at - late) * 1000),
      fields: {
        user: `DOMAIN\\user-${group}`,
        host: `host-${Math.floor(random() * 60)}`,
        bytes: Math.floor(random() * 9000),
      },
    }
  }
}

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
