// The reference plant ready for triage, and findings on it whose right handling is known, each with the facts that decide it.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { parsePlant } from '@penstock/model/plant'
import { knownPlantOf } from '@penstock/model/process'
import { type TriageContext, TriageJudge } from './context.ts'
import type { AskedSubject } from './ends.ts'

export function at(text: string): EpochMicros {
  const found = microsOfIso(text)
  if (found === null) throw new Error(`${text} is no instant`)
  return found
}

export function wrenfieldJudge(change: (plant: Record<string, unknown[]>) => void = () => undefined): TriageJudge {
  const raw = JSON.parse(loadWrenfieldWorksText()) as Record<string, unknown[]>
  change(raw)
  const read = parsePlant(raw)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return new TriageJudge(knownPlantOf(read.value.plant))
}

/** Work on the boiler's controller on the morning of 1 October 2026, with a safe stop. */
export const BOILER_WORK = {
  id: 'JOB-1',
  title: 'Burner tuning',
  vendor: null,
  remoteAccess: [],
  accounts: [],
  assets: ['PKG-BLR-PLC'],
  startedAt: '2026-10-01T05:00:00Z',
  endsAt: '2026-10-01T12:00:00Z',
  ifCut: 'harms',
  safeStop: 'after the firing rate is back at minimum',
  owner: null,
}

export interface Labelled {
  readonly name: string
  readonly subject: AskedSubject
  readonly isOfOt: boolean
  readonly at: string
  readonly hasWork?: true
  /** What an analyst does with it when everything is known. */
  readonly right: 'escalate-safety' | 'escalate-process' | 'benign' | 'ask-first' | 'contain-it' | 'hand-over'
  /** The facts that decide between that and the wrong handling. */
  readonly decides: (context: TriageContext) => Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, unknown>>
}

const refused = ({ deeds }: TriageContext, kind: string, target: string): unknown => {
  const refusal = deeds.find((deed) => deed.kind === kind && deed.target === target)?.refusal
  return refusal === undefined ? 'not offered' : refusal === null ? null : 'why' in refusal ? refusal.why : refusal.code
}
const standing = ({ scenarios }: TriageContext, id: string): readonly string[] | undefined =>
  scenarios.find((one) => one.id === id)?.layers.flatMap((layer) => (layer.leansOn.length === 0 ? [layer.id] : []))
const calls = ({ calls: all }: TriageContext): readonly (string | null)[] => all.map(({ person }) => person)

const THURSDAY = '2026-10-01T06:12:00Z'

export const LABELLED: readonly Labelled[] = [
  {
    name: 'a program goes to the safety controller',
    subject: { sourceIp: '10.20.5.10', destinationIp: '10.20.5.2' },
    isOfOt: true,
    at: THURSDAY,
    right: 'escalate-safety',
    decides: (context) => ({
      safety: context.safety,
      level: context.stake.consequence,
      serves: context.stake.serves?.id,
      isolate: refused(context, 'isolate', 'SIS-MP1'),
      act: refused(context, 'act-on-safety-system', 'SIS-MP1'),
      runaway: standing(context, 'L-01'),
      calls: calls(context).slice(0, 2),
    }),
    expected: {
      safety: 'safety-system',
      level: { kind: 'level', level: 5 },
      serves: 'F-SIS',
      isolate: 'safety-system',
      act: 'playbooks.safety-system',
      runaway: ['TAH-201', 'RD-201'],
      calls: ['P-SHIFT-B', 'P-PSE-1'],
    },
  },
  {
    name: 'a write to the boiler while work on it is recorded',
    subject: { sourceIp: '10.20.20.51', destinationIp: '10.20.40.10' },
    isOfOt: true,
    at: THURSDAY,
    hasWork: true,
    right: 'benign',
    decides: ({ work, stake }) => ({ work: work.map(({ id, ifCut }) => [id, ifCut]), serves: stake.serves?.id }),
    expected: { work: [['JOB-1', 'harms']], serves: 'F-STM' },
  },
  {
    name: 'the same write when no work is recorded',
    subject: { sourceIp: '10.20.20.51', destinationIp: '10.20.40.10' },
    isOfOt: true,
    at: THURSDAY,
    right: 'escalate-process',
    decides: (context) => ({
      work: context.work,
      boiler: standing(context, 'L-05'),
      owner: calls(context).includes('P-OT-ENG-2'),
    }),
    expected: { work: [], boiler: ['LSLL-502', 'SIF-501'], owner: true },
  },
  {
    name: 'cooling water is told to stop',
    subject: { sourceIp: '10.20.20.51', destinationIp: '10.20.40.20' },
    isOfOt: true,
    at: THURSDAY,
    right: 'escalate-process',
    decides: (context) => ({
      safety: context.safety,
      begins: context.scenarios.find(({ id }) => id === 'L-01')?.beganBy,
      standing: standing(context, 'L-01'),
      units: context.units.map(({ unit }) => unit).slice(0, 1),
      controller: refused(context, 'act-on-controller', 'PKG-CWT-PLC'),
    }),
    expected: {
      safety: 'cause',
      begins: ['PKG-CWT-PLC'],
      standing: ['TAH-201', 'RD-201', 'SIF-201'],
      units: ['U-UTL'],
      controller: 'playbooks.no-change-gate',
    },
  },
  {
    name: 'a device that nobody registered talks to the chiller',
    subject: { sourceIp: '10.20.40.210', sourceMac: '00:18:05:4a:11:c3', destinationIp: '10.20.40.70' },
    isOfOt: true,
    at: THURSDAY,
    right: 'ask-first',
    decides: (context) => ({
      source: context.ends.map(({ asset, zone, side }) => [asset?.id ?? null, zone?.id, side])[0],
      isolate: refused(context, 'isolate', '10.20.40.210'),
      owner: context.calls.find(({ reason }) => reason === 'asset-owner')?.missing,
    }),
    expected: {
      source: [null, 'Z-PKG', 'ot'],
      isolate: 'playbooks.no-change-gate',
      owner: 'left',
    },
  },
  {
    name: 'the only view of the boiler runs a script',
    subject: { device: '10.20.40.12' },
    isOfOt: true,
    at: THURSDAY,
    right: 'ask-first',
    decides: (context) => ({ isolate: refused(context, 'isolate', 'PKG-BLR-HMI'), serves: context.stake.serves?.id }),
    expected: { isolate: 'view-only-hmi', serves: 'F-STM' },
  },
  {
    name: 'a printer of the office beacons',
    subject: { sourceHost: 'ENT-PRN1', destinationIp: '198.51.100.9' },
    isOfOt: false,
    at: THURSDAY,
    right: 'contain-it',
    decides: (context) => ({
      side: context.side,
      consequence: context.stake.consequence,
      isolate: refused(context, 'isolate', 'ENT-PRN1'),
      shift: context.calls.some(({ reason }) => reason === 'shift'),
    }),
    expected: { side: 'it', consequence: { kind: 'none' }, isolate: null, shift: false },
  },
  {
    name: 'a logon at night on the jump host, found by IT',
    subject: { sourceIp: '198.51.100.9', destinationHost: 'dmz-jmp1.plant.example', user: 'ENT\\oteng1' },
    isOfOt: false,
    at: THURSDAY,
    right: 'hand-over',
    decides: (context) => ({
      side: context.side,
      reasons: context.ends
        .find(({ asset }) => asset?.id === 'DMZ-JMP1')
        ?.reasons.some(({ kind }) => kind === 'way-in'),
      isolate: refused(context, 'isolate', 'DMZ-JMP1'),
      account: refused(context, 'block-account', 'ENT\\oteng1'),
      shift: calls(context)[0],
    }),
    expected: {
      side: 'near-ot',
      reasons: true,
      isolate: 'playbooks.no-change-gate',
      account: null,
      shift: 'P-SHIFT-B',
    },
  },
  {
    name: 'the backup account is used on an engineering station',
    subject: { destinationHost: 'OPS-EWS1', user: 'svc-backup-ot' },
    isOfOt: true,
    at: THURSDAY,
    right: 'ask-first',
    decides: (context) => ({ account: refused(context, 'block-account', 'svc-backup-ot') }),
    expected: { account: 'playbooks.no-change-gate' },
  },
  {
    name: 'a controller at the reservoir on Saturday night, when no duty manager is on the rota',
    subject: { destinationIp: '10.77.1.2' },
    isOfOt: true,
    at: '2026-10-03T23:30:00Z',
    right: 'escalate-process',
    decides: ({ calls: all, stake }) => ({
      duty: all.find(({ reason }) => reason === 'duty-manager')?.missing,
      serves: stake.serves?.id,
      shift: all.find(({ reason }) => reason === 'shift')?.isOnShift,
    }),
    expected: { duty: 'rota-gap', serves: 'F-REM', shift: true },
  },
]
