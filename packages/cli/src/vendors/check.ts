// `penstock vendors check PLANT`: the register of remote access with what was seen of each entry, drift, and weaknesses with evidence.
import { isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import {
  type AccessWeakness,
  accessWeaknesses,
  type Drift,
  type ReconciledEntry,
  reconcile,
} from '@penstock/model/vendors'
import { openVendors, vendorsOptions } from './arguments.ts'

const USAGE = 'usage: penstock vendors check PLANT [--vendor ID] [--capture FILE]… [--at INSTANT] [--json]\n'

/** Exit code: 0 checked, whatever was found; 1 a file or the vendor is not there; 2 bad usage, a plant with faults, or no capture. */
export async function vendorsCheck(args: readonly string[]): Promise<number> {
  const options = vendorsOptions(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const opened = await openVendors(options)
  if (typeof opened === 'number') return opened
  const { plant, at, seen } = opened
  const isMeant = (vendors: readonly (string | null)[]): boolean =>
    options.vendor === null || vendors.includes(options.vendor)
  const reconciled = reconcile(plant, seen)
  const entries = reconciled.entries.filter(({ entry: { access } }) => isMeant([access.vendor, access.path[0] ?? null]))
  const own = new Set(entries.map(({ entry }) => entry.access.id))
  const drift = reconciled.drift.filter(({ access, vendors }) => isMeant(vendors) || access.some((id) => own.has(id)))
  const weaknesses = accessWeaknesses(plant, reconciled.entries, at).filter(({ access }) => own.has(access))
  if (options.json) {
    const told = entries.map(({ entry, sessions, lastSeenAt }) => ({ ...registerRow(entry), lastSeenAt, sessions }))
    const { unanswered } = reconciled
    process.stdout.write(
      `${JSON.stringify({ plant: options.plant, at: isoOfMicros(at), entries: told, drift, weaknesses, unanswered })}\n`,
    )
    return 0
  }
  process.stdout.write(reportText(entries, drift, weaknesses, seen.length > 0))
  return 0
}

function registerRow({ access, vendor, owner, tools, endsAt }: ReconciledEntry['entry']) {
  const { id, title, path, targets, protocols, hours, status, approvedBy, approvedUntil, lastUse } = access
  const contractUntil = vendor?.contract.until ?? null
  return {
    ...{
      id,
      title,
      vendor: access.vendor,
      owner,
      path,
      targets,
      protocols,
      tools,
      hours,
      status,
      approvedBy,
      approvedUntil,
    },
    ...{ contractUntil, endsAt: isoOrNull(endsAt), lastUse },
  }
}

function reportText(
  entries: readonly ReconciledEntry[],
  drift: readonly Drift[],
  weaknesses: readonly AccessWeakness[],
  hasTraffic: boolean,
): string {
  const kept = hasTraffic
    ? `${drift.length} kept by no entry`
    : 'no capture was given, so no session is held against them'
  return [
    `${entries.length} entries of the register; ${kept}; ${weaknesses.length} weaknesses`,
    ...entries.map(({ entry: { access, owner }, lastSeenAt }) => {
      const used =
        lastSeenAt === null ? `last used ${access.lastUse ?? 'never'}, not seen` : `seen ${isoOfMicros(lastSeenAt)}`
      return `  ${access.id} ${access.title} (${access.vendor ?? 'no vendor'}), owner ${owner ?? 'nobody'}, ${access.status}, ${used}`
    }),
    ...(drift.length === 0 ? [] : ['Drift:']),
    ...drift.map(
      (one) =>
        `  ${one.severity} ${one.kind} ${one.access.join(', ') || 'no entry'}: ${one.client} → ${one.server} ${isoOfMicros(one.lastAt)}; ` +
        `registered ${one.registered}; seen ${one.seen}${retestText(one)} [${one.conversation}]`,
    ),
    ...(weaknesses.length === 0 ? [] : ['Weaknesses:']),
    ...weaknesses.flatMap(weaknessLines),
    '',
  ].join('\n')
}

function retestText({ retest }: Drift): string {
  if (retest === null) return '; no session since'
  return retest.result === 'kept' ? '; the next session kept to it' : '; the next session showed it again'
}

function weaknessLines({
  severity,
  kind,
  access,
  subject,
  places,
  rules,
  policies,
  sessions,
}: AccessWeakness): readonly string[] {
  const shown = sessions.map(({ conversation, at }) => `session ${conversation} ${isoOfMicros(at)}`)
  const passing = rules.map(
    ({ device, rule, line }) => `${device} rule ${rule}${line === null ? '' : ` (line ${line})`}`,
  )
  return [
    `  ${severity} ${kind} ${access}${subject === null ? '' : ` ${subject}`}`,
    `    ${[...places, ...policies, ...new Set(passing)].join(', ')}`,
    ...shown.map((text) => `    ${text}`),
  ]
}
