// Conversations that the zone model in force does not allow, as findings.

import type { EpochMicros } from '@penstock/model/kernel'
import { addressOf, type CaptureProof, type ConversationSeen } from '@penstock/model/observations'
import type { Finding, FindingLevel } from '../finding.ts'
import { findingOf, type Ground, oneLower, subjectOf, told } from './ground.ts'
import { breachRule } from './rules.ts'

export interface BreachSeen {
  /** Of the conversation. */
  readonly id: string
  readonly client: ConversationSeen['client']
  readonly server: ConversationSeen['server']
  readonly protocol: string | null
  readonly portGuess: string | null
  readonly serverPort: number | null
  readonly isAnswered: boolean
  /** The rule of zones that it breaks. */
  readonly zoneRule: string
  readonly clientZone: string | null
  readonly serverZone: string | null
  /** 1 critical to 4 low, as the room of zones has it. */
  readonly severity: 1 | 2 | 3 | 4
  readonly firstAt: EpochMicros
  readonly proof: CaptureProof
}

export const CONVERSATION_FACT = 'conversation'

const LEVELS = { 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' } as const satisfies Record<
  BreachSeen['severity'],
  FindingLevel
>

/** Calls that nobody answered are told of the caller alone, and one lower: whoever knocks at a whole zone is one question. */
export function breachFinding(ground: Ground, breach: BreachSeen): Finding {
  const [source, target] = [addressOf(breach.client), addressOf(breach.server)]
  const level = LEVELS[breach.severity]
  const finding = findingOf(ground, {
    rule: breachRule(breach.zoneRule),
    ...{ at: breach.firstAt, source, target, level: breach.isAnswered ? level : oneLower(level) },
    evidence: [
      { kind: 'proof', proof: breach.proof },
      { kind: 'fact', of: CONVERSATION_FACT, id: breach.id },
    ],
    values: told({
      protocol: breach.protocol ?? breach.portGuess,
      port: breach.serverPort,
      ...{ fromZone: breach.clientZone, toZone: breach.serverZone, rule: breach.zoneRule },
    }),
  })
  return breach.isAnswered ? finding : { ...finding, subject: subjectOf(source, null) }
}
