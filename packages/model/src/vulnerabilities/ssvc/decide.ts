// The two answers for a plant: when to act (SSVC) and how (patch at a stop, network control, never).
import type { Weakness } from '../advisory.ts'
import type { TrailFact, VulnerabilityMatch } from '../match/match.ts'
import { type DeviceContext, type SsvcInputs, ssvcInputs } from './inputs.ts'
import type { SsvcTables } from './tables.ts'

export type DeployerOutcome = 'defer' | 'scheduled' | 'out-of-cycle' | 'immediate'
export type CisaOutcome = 'track' | 'track*' | 'attend' | 'act'

export interface SsvcAnswer {
  /** The weakness that asks for most. */
  readonly cve: string
  readonly when: DeployerOutcome
  readonly cisa: CisaOutcome
  /** Time limit of CISA's directive BOD 26-04. */
  readonly bod2604: string
  readonly how: 'patch-at-stop' | 'network-control' | 'never'
  readonly inputs: SsvcInputs & { readonly humanImpact: string }
  readonly trail: readonly TrailFact[]
}

const DEPLOYER: readonly DeployerOutcome[] = ['defer', 'scheduled', 'out-of-cycle', 'immediate']
const CISA: readonly CisaOutcome[] = ['track', 'track*', 'attend', 'act']

/** Of several weaknesses the one that asks for most decides; null when there is none, or when the device is not affected. */
export function decideSsvc(
  tables: SsvcTables,
  match: Pick<VulnerabilityMatch, 'grade' | 'remedy'>,
  weaknesses: readonly Pick<Weakness, 'id' | 'cvss'>[],
  isKnownExploited: (cve: string) => boolean,
  context: DeviceContext,
): SsvcAnswer | null {
  if (match.grade === 'N') return null
  const answers = weaknesses.map((one) => answerFor(tables, match, one, isKnownExploited(one.id), context))
  return answers.toSorted((a, b) => urgencyOf(b) - urgencyOf(a))[0] ?? null
}

export function urgencyOf(answer: Pick<SsvcAnswer, 'when' | 'cisa'>): number {
  return DEPLOYER.indexOf(answer.when) * CISA.length + CISA.indexOf(answer.cisa)
}

function answerFor(
  tables: SsvcTables,
  match: Pick<VulnerabilityMatch, 'remedy'>,
  weakness: Pick<Weakness, 'id' | 'cvss'>,
  isExploited: boolean,
  context: DeviceContext,
): SsvcAnswer {
  const { inputs, facts } = ssvcInputs(weakness, isExploited, context)
  const { exploitation, automatable, technicalImpact, exposure, missionImpact, safetyImpact } = inputs
  const humanImpact = tables.getOutcome('humanImpact', [safetyImpact, missionImpact])
  // CISA's table asks for mission and well-being in three steps.
  const wellBeing = humanImpact === 'very high' ? 'high' : humanImpact
  const when = tables.getOutcome('deployer', [exploitation, exposure, automatable, humanImpact]) as DeployerOutcome
  const cisa = tables.getOutcome('cisaCoordinator', [
    exploitation,
    automatable,
    technicalImpact,
    wellBeing,
  ]) as CisaOutcome
  const isOpen = exposure === 'open' ? 'yes' : 'no'
  const bod2604 = tables.getOutcome('cisaBod2604', [isExploited ? 'yes' : 'no', isOpen, automatable, technicalImpact])
  const { how, fact } = howTo(match.remedy, when)
  return {
    cve: weakness.id,
    when,
    cisa,
    bod2604,
    how,
    inputs: { ...inputs, humanImpact },
    trail: [
      ...facts,
      { fact: `human impact is ${humanImpact}`, source: 'SSVC humanImpact' },
      { fact, source: 'remediations' },
    ],
  }
}

/** A fix waits for a stop; where it cannot wait, or where there is none, the network is the control until then. */
function howTo(
  remedy: VulnerabilityMatch['remedy'],
  when: DeployerOutcome,
): { readonly how: SsvcAnswer['how']; readonly fact: string } {
  if (remedy === 'fix' && when === 'immediate')
    return {
      how: 'network-control',
      fact: 'there is a fix, and it cannot wait for the next stop: control the network until then',
    }
  if (remedy === 'fix') return { how: 'patch-at-stop', fact: 'there is a fix: install it at the next stop' }
  if (remedy === 'no-fix-planned' && when === 'defer')
    return { how: 'never', fact: 'no fix is planned and nothing presses: do not patch' }
  const why = {
    'no-fix-planned': 'no fix is planned',
    'none-yet': 'there is no fix yet',
    unknown: 'no fixed version is named',
  }
  return { how: 'network-control', fact: `${why[remedy]}: control the network` }
}
