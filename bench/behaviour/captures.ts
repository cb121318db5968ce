// Public captures whose truth was read by another program: which change was asked of which device by whom, by the tables of the protocols'
// own codes, held against the findings of programs.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BehaviourRuleId, type Ground, programFindings } from '@penstock/model/detections'
import { observeFiles } from '@penstock/sensor/observe'

interface RuleOfCaptures {
  readonly rule: string
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly notes: readonly string[]
}

type Row = Readonly<Record<string, string | number>>
type Truth = Readonly<Record<string, { readonly rows?: readonly Row[] } | undefined>>

/** Code by section of a truth file: field, value, further condition, rule. S7comm, CIP (common services), DNP3, PROFINET DCP. */
const CODES: readonly {
  readonly section: string
  readonly code: string
  readonly is: Readonly<Record<string, BehaviourRuleId>>
  readonly when: readonly [field: string, value: string] | null
}[] = [
  {
    section: 's7_functions',
    code: 'func',
    is: { '0x29': 'program.mode', '0x1a': 'program.download', '0x1d': 'program.upload' },
    when: ['rosctr', '1'],
  },
  { section: 's7_pi_services', code: 'service', is: { P_PROGRAM: 'program.mode' }, when: null },
  {
    section: 'cip_services',
    code: 'service',
    is: { '0x05': 'program.restart', '0x06': 'program.mode', '0x07': 'program.mode' },
    when: ['rr', '0x00'],
  },
  {
    section: 'dnp3_app',
    code: 'func',
    is: { '13': 'program.restart', '14': 'program.restart', '17': 'program.mode', '18': 'program.mode' },
    when: null,
  },
  // ReinitializeDevice: it begins or ends a backup, or restarts.
  { section: 'bacnet_services', code: 'confirmed', is: { '20': 'program.settings' }, when: ['type', '0'] },
  { section: 'pn_dcp', code: 'service', is: { '4': 'program.settings' }, when: ['type', '0'] },
]

const NOWHERE: Ground = {
  site: 'captures',
  placeOf: () => ({ zone: null, kind: null, isOutside: false }),
  windowAt: () => null,
}

export function judgeCaptures(folder: string): {
  readonly captures: number
  readonly rules: readonly RuleOfCaptures[]
} {
  const counts = new Map<string, { tp: number; fp: number; fn: number; notes: string[] }>()
  let captures = 0
  for (const name of readdirSync(join(folder, 'truth')).filter((one) => one.endsWith('.json'))) {
    const path = captureOf(folder, name.slice(0, -'.json'.length))
    if (path === null) continue
    captures += 1
    const truth = labelsOf(JSON.parse(readFileSync(join(folder, 'truth', name), 'utf8')) as Truth)
    const told = tell(path)
    for (const key of new Set([...truth, ...told])) {
      const [rule = ''] = key.split(' ')
      const count = counts.get(rule) ?? { tp: 0, fp: 0, fn: 0, notes: [] }
      counts.set(rule, count)
      if (!told.has(key)) count.fn += 1
      else if (truth.has(key)) count.tp += 1
      else count.fp += 1
      if (told.has(key) !== truth.has(key)) count.notes.push(`${name} ${told.has(key) ? 'told' : 'missed'} ${key}`)
    }
  }
  const rules = [...counts].map(([rule, { tp, fp, fn, notes }]) => ({
    ...{ rule, truePositives: tp, falsePositives: fp, falseNegatives: fn, notes },
  }))
  return { captures, rules: rules.sort((a, b) => (a.rule < b.rule ? -1 : 1)) }
}

/** `rule source target`. */
function labelsOf(truth: Truth): ReadonlySet<string> {
  const named = CODES.flatMap(({ section, code, is, when }) =>
    (truth[section]?.rows ?? []).flatMap((row) => {
      const rule = is[String(row[code])]
      if (rule === undefined || (when !== null && String(row[when[0]]) !== when[1])) return []
      return [`${rule} ${row['src']} ${row['dst']}`]
    }),
  )
  // Transfer and creation of programs are services of a class of their own.
  const transfers = (truth['cip_requests']?.rows ?? []).flatMap((row) => {
    const [classes, services] = [String(row['classes']).split('|'), String(row['services']).split('|')]
    const isTransfer = services.some((service) => service === '0x4b' || service === '0x08')
    return classes.includes('0xac') && isTransfer ? [`program.download ${row['src']} ${row['dst']}`] : []
  })
  return new Set([...named, ...transfers])
}

function tell(path: string): ReadonlySet<string> {
  const told = new Set<string>()
  for (const batch of observeFiles([path])) {
    const proven = <Seen extends { readonly proof: object }>(row: Seen) => ({
      ...row,
      proof: { ...row.proof, captureId: path, captureName: path } as never,
    })
    const rows = {
      operations: batch.operations.map(proven),
      transfers: (batch.transfers ?? []).map(proven),
      states: [],
    }
    for (const { rule, subject } of programFindings(NOWHERE, rows))
      told.add(
        `${rule} ${subject.sourceIp ?? subject.sourceMac ?? ''} ${subject.destinationIp ?? subject.destinationMac ?? ''}`,
      )
  }
  return told
}

function captureOf(folder: string, name: string): string | null {
  const [room = '', ...rest] = name.startsWith('plant-') ? ['mixed', name] : name.split('-')
  const file = rest.join('-')
  const found = readdirSync(join(folder, room)).find((one) => one.replace(/\.pcap(ng)?$/, '') === file)
  return found === undefined ? null : join(folder, room, found)
}
