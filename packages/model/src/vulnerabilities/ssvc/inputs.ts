// Inputs of SSVC for one weakness: exploitation from KEV and the maturity in the CVSS vector, automatable and technical impact from
// CVSS; exposure, mission and safety from the plant. What is not known takes the value that asks for more, and that is said.
import type { TrailFact } from '../match/match.ts'

export type Exploitation = 'none' | 'public poc' | 'active'
export type Exposure = 'small' | 'controlled' | 'open'
export type MissionImpact = 'degraded' | 'mef support crippled' | 'mef failure' | 'mission failure'
export type SafetyImpact = 'negligible' | 'marginal' | 'critical' | 'catastrophic'

/** What the plant knows of a device; null is unknown. */
export interface DeviceContext {
  readonly exposure: Exposure | null
  readonly missionImpact: MissionImpact | null
  readonly safetyImpact: SafetyImpact | null
  /** A safety function, or a layer of protection, rests on it. */
  readonly isSafetyLinked: boolean | null
  /** Conduits between it and the nearest place outside. */
  readonly conduitsFromOutside: number | null
}

export const UNKNOWN_CONTEXT: DeviceContext = {
  exposure: null,
  missionImpact: null,
  safetyImpact: null,
  isSafetyLinked: null,
  conduitsFromOutside: null,
}

export interface SsvcInputs {
  readonly exploitation: Exploitation
  readonly automatable: 'yes' | 'no'
  readonly technicalImpact: 'partial' | 'total'
  readonly exposure: Exposure
  readonly missionImpact: MissionImpact
  readonly safetyImpact: SafetyImpact
}

export function ssvcInputs(
  weakness: { readonly id: string; readonly cvss: string | null },
  isKnownExploited: boolean,
  context: DeviceContext,
): { readonly inputs: SsvcInputs; readonly facts: readonly TrailFact[] } {
  const facts: TrailFact[] = []
  const tell = <Value extends string>(name: string, value: Value, source: string): Value => {
    facts.push({ fact: `${name} is ${value}`, source })
    return value
  }
  const known = <Value extends string>(name: string, value: Value | null, safer: Value): Value =>
    value === null ? tell(name, safer, 'not known, so the value that asks for more') : tell(name, value, 'plant')
  const metrics = new Map(weakness.cvss?.split('/').map((part) => part.split(':') as [string, string]))
  const cvss = weakness.cvss === null ? 'no CVSS vector, so the value that asks for more' : `CVSS of ${weakness.id}`
  const inputs: SsvcInputs = {
    exploitation: isKnownExploited
      ? tell('exploitation', 'active', `KEV, ${weakness.id}`)
      : tell('exploitation', isProven(metrics) ? 'public poc' : 'none', cvssOrNone(weakness)),
    automatable: tell('automatable', weakness.cvss === null || isAutomatable(metrics) ? 'yes' : 'no', cvss),
    technicalImpact: tell('technical impact', weakness.cvss === null || isTotal(metrics) ? 'total' : 'partial', cvss),
    exposure: known('exposure', context.exposure, 'open'),
    missionImpact: known('mission impact', context.missionImpact, 'mission failure'),
    safetyImpact: known('safety impact', context.safetyImpact, 'catastrophic'),
  }
  return { inputs, facts }
}

function cvssOrNone(weakness: { readonly id: string; readonly cvss: string | null }): string {
  return weakness.cvss === null ? 'not in KEV, and no CVSS vector' : `not in KEV; maturity in CVSS of ${weakness.id}`
}

/** Exploit code maturity: proof of concept, functional, high (v3 `E:P|F|H`; v4 `E:P|A`). */
function isProven(metrics: ReadonlyMap<string, string>): boolean {
  return ['P', 'F', 'H', 'A'].includes(metrics.get('E') ?? '')
}

function isAutomatable(metrics: ReadonlyMap<string, string>): boolean {
  const isPlain = (metrics.get('AT') ?? 'N') === 'N'
  return (
    isPlain &&
    metrics.get('AV') === 'N' &&
    metrics.get('AC') === 'L' &&
    metrics.get('PR') === 'N' &&
    metrics.get('UI') === 'N'
  )
}

/** All of confidentiality, integrity and availability are lost (v4 names those of the vulnerable system VC, VI, VA). */
function isTotal(metrics: ReadonlyMap<string, string>): boolean {
  return ['C', 'I', 'A'].every((part) => (metrics.get(part) ?? metrics.get(`V${part}`)) === 'H')
}
