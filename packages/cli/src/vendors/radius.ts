// `penstock vendors radius PLANT --vendor ID`: what a compromised vendor or partner touches, and in which order to cut it off.
import { isoOfMicros } from '@penstock/model/kernel'
import { attackModel } from '@penstock/model/paths'
import {
  type BlastRadius,
  blastRadius,
  type Cut,
  type CutPlan,
  cutPlan,
  type Hindrance,
  reconcile,
} from '@penstock/model/vendors'
import { openVendors, vendorsOptions } from './arguments.ts'

const USAGE = 'usage: penstock vendors radius PLANT --vendor ID [--capture FILE]… [--at INSTANT] [--hours H] [--json]\n'

/** Exit code: 0 answered; 1 a file or the vendor is not there; 2 bad usage, a plant with faults, or no capture. */
export async function vendorsRadius(args: readonly string[]): Promise<number> {
  const options = vendorsOptions(args)
  if (options === null || options.vendor === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const opened = await openVendors(options)
  if (typeof opened === 'number') return opened
  const { plant, at, seen } = opened
  const model = attackModel(plant)
  const { sessions } = reconcile(plant, seen)
  // openVendors has found the vendor.
  const radius = blastRadius(plant, model, options.vendor)!
  const plan = cutPlan(plant, model, options.vendor, { at, hours: options.hours, sessions })!
  const { parties, ...told } = radius
  const answer = { ...told, edges: parties.edges, compromised: parties.compromised, cutPlan: plan }
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ plant: options.plant, at: isoOfMicros(at), ...answer })}\n`
      : `${radiusLines(radius).join('\n')}\n${planLines(plan, plant.about.currency ?? '').join('\n')}\n`,
  )
  return 0
}

function radiusLines({
  party,
  parties,
  hasWayIn,
  assets,
  accounts,
  goals,
  paths,
  zones,
  supports,
}: BlastRadius): string[] {
  const reached = assets.filter(({ hold }) => hold !== null)
  const of = (domain: string): number => reached.filter((one) => one.domain === domain).length
  const crossing = goals.filter(({ isCrossing }) => isCrossing).length
  return [
    `${party.name} (${party.id}), taken to be compromised:`,
    hasWayIn
      ? `  reaches ${reached.length} assets: ${of('it')} IT, ${of('ot')} OT, ${of('both')} between; ${goals.length} goals, ${crossing} of them through IT into OT`
      : '  has no recorded way in',
    `  zones ${zones.map(({ id, assets: count }) => `${id} ${count}`).join(', ') || 'none'}`,
    `  products ${assets.flatMap(({ id, isProduct }) => (isProduct ? id : [])).join(', ') || 'none'}`,
    `  accounts ${accounts.map(({ id, by }) => `${id} (${by})`).join(', ') || 'none'}`,
    `  supports ${supports.map(({ id }) => id).join(', ') || 'none'}`,
    ...parties.edges.map(({ kind, from, to, text }) => `  ${kind}: ${from} → ${to} (${text})`),
    ...paths.map(
      ({ goal, cost, steps, isCrossing }) =>
        `  effort ${cost} to ${goal}${isCrossing ? ', through IT' : ''}: ${steps.join(' → ')}`,
    ),
  ]
}

function planLines({ cuts, goalsBefore, isCutOff, hours }: CutPlan, currency: string): string[] {
  return [
    `Cut off in this order (losses for ${hours} h); ${goalsBefore} goals are reached before:`,
    ...cuts.flatMap((cut, at) => cutLines(cut, at + 1, currency)),
    isCutOff ? '  then nothing of the plant is reached from it' : '  even then it reaches something of the plant',
  ]
}

function cutLines(cut: Cut, place: number, currency: string): string[] {
  const { id, text, when, leftAfter, isNeeded, losses, hindrances, interrupts, messages, alsoCuts, unexplained } = cut
  const lost = losses.map(({ id: of, firstDownH, lost: product }) => {
    const money = product === null ? '' : `, ${Math.round(product.money)} ${currency}`.trimEnd()
    return `${of} from ${firstDownH} h on${money}`
  })
  return [
    `  ${place}. ${id} ${text}: ${when}, ${leftAfter} goals left${isNeeded ? '' : ' (makes sure: those before are enough)'}`,
    ...(unexplained === null ? [] : [`       a session runs that no job explains: ${unexplained.conversation}`]),
    `       stops ${lost.join('; ') || 'nothing that the plant file knows of'}`,
    ...messages.map(({ what, fallback }) => `       no more ${what}${fallback === null ? '' : `: ${fallback}`}`),
    ...(alsoCuts.length === 0 ? [] : [`       also cuts ${alsoCuts.join(', ')}`]),
    ...(interrupts.length === 0 ? [] : [`       interrupts ${interrupts.join(', ')}, which goes on later`]),
    ...hindrances.map((one) => `       ${hindranceText(one)}`),
  ]
}

function hindranceText(one: Hindrance): string {
  const ask = one.ask === null ? '' : `; ask ${one.ask}`
  switch (one.kind) {
    case 'job':
      return `wait for ${one.job} ${one.title} (${one.ifCut === 'harms' ? 'a cut would harm' : 'would begin anew'}) until ${one.until ?? 'its end, which nobody has said'}${one.safeStop === null ? '' : ` or ${one.safeStop}`}${ask}`
    case 'state':
      return `wait until ${one.unit} has left ${one.state} (${one.text})${ask}`
    case 'state-unknown':
      return `the state of ${one.unit} is not known${ask}`
  }
}
