// A network that the product may have to itself: one namespace for the product, whose every route leads over one cable into a second
// namespace that stands for plant and world, counts each frame of whatever protocol that arrives, and answers none.
import { execFileSync, spawnSync } from 'node:child_process'

/** The product's end of the cable, on which a sensor may listen. */
export const CABLE = 'plant0'
const WATCHED = 'watch0'
/** A control packet needs no ARP when its neighbour is known: exactly one frame arrives. */
const NEIGHBOUR = '02:00:5e:00:53:01'

/** Why this machine cannot have such a network, or null. */
export function missingForNetworks(): string | null {
  if (process.getuid?.() !== 0) return 'not root: network namespaces and packet counters need it'
  for (const [program, flag] of [
    ['ip', '-V'],
    ['nft', '-v'],
    ['ss', '-V'],
  ] as const) {
    if (spawnSync(program, [flag]).status !== 0) return `no ${program}: install Debian's iproute2 and nftables`
  }
  const name = `penstock-try-${process.pid}`
  const tried = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  if (tried.status === 0) spawnSync('ip', ['netns', 'del', name])
  return tried.status === 0 ? null : `optional network namespaces are refused here: ${tried.stderr.trim()}`
}

export class PlantNetwork implements Disposable {
  readonly #product = `penstock-product-${process.pid}`
  readonly #plant = `penstock-plant-${process.pid}`

  /** `subnets` get a route of their own; everything else, IPv4 and IPv6, follows the default route over the same cable. */
  constructor(subnets: readonly string[]) {
    try {
      ip('netns', 'add', this.#product)
      ip('netns', 'add', this.#plant)
      ip('-n', this.#product, 'link', 'add', CABLE, 'type', 'veth', 'peer', 'name', WATCHED, 'netns', this.#plant)
      nft(this.#plant, RULES)
      ip('-n', this.#plant, 'link', 'set', WATCHED, 'up')
      ip('-n', this.#product, 'link', 'set', 'lo', 'up')
      ip('-n', this.#product, 'link', 'set', CABLE, 'addrgenmode', 'none')
      ip('-n', this.#product, 'link', 'set', CABLE, 'up')
      ip('-n', this.#product, 'addr', 'add', '192.0.2.2/32', 'dev', CABLE)
      ip('-n', this.#product, 'addr', 'add', '2001:db8::2/128', 'dev', CABLE, 'nodad')
      for (const subnet of subnets) ip('-n', this.#product, 'route', 'add', subnet, 'dev', CABLE)
      ip('-n', this.#product, 'route', 'add', 'default', 'dev', CABLE)
      ip('-n', this.#product, '-6', 'route', 'add', 'default', 'dev', CABLE)
    } catch (cause) {
      this[Symbol.dispose]()
      throw cause
    }
  }

  /** The words that run a program inside. */
  inside(...words: readonly string[]): readonly [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.#product, ...words]
  }

  /** Frames that reached the plant since the last reset. */
  arrived(): number {
    const told = execFileSync('ip', ['netns', 'exec', this.#plant, 'nft', 'list', 'counter', ...COUNTER])
    return Number(/packets (\d+)/.exec(told.toString())?.[1])
  }

  reset(): void {
    execFileSync('ip', ['netns', 'exec', this.#plant, 'nft', 'reset', 'counter', ...COUNTER])
  }

  /** Lets the next packet to this address leave without asking for its neighbour first. */
  makeNeighbour(address: string): void {
    ip('-n', this.#product, 'neigh', 'replace', address, 'lladdr', NEIGHBOUR, 'dev', CABLE, 'nud', 'permanent')
  }

  /** Processes that live inside. */
  processes(): readonly number[] {
    return ip('netns', 'pids', this.#product).split('\n').filter(Boolean).map(Number)
  }

  /** Every socket of the namespace that is no unix socket, a line each: TCP, UDP, raw, packet. */
  sockets(): readonly string[] {
    const ask = (family: string): string[] => {
      const [program, ...words] = this.inside('ss', '-H', '-n', '-a', '-p', '-f', family)
      return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
        .split('\n')
        .filter(Boolean)
    }
    return ['inet', 'inet6', 'link'].flatMap(ask)
  }

  [Symbol.dispose](): void {
    for (const name of [this.#product, this.#plant]) spawnSync('ip', ['netns', 'del', name])
  }
}

const COUNTER = ['netdev', 'cable', 'arrived']
// What the kernel says of its own IPv6 address when it gets one (multicast membership, routers wanted) is nobody's packet.
const RULES = `
table netdev cable {
  counter arrived { }
  chain all_of_it {
    type filter hook ingress device "${WATCHED}" priority 0; policy accept;
    icmpv6 type { mld2-listener-report, nd-router-solicit } drop
    counter name arrived drop
  }
}`

function ip(...words: readonly string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8' })
}

function nft(namespace: string, rules: string): void {
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules })
}
