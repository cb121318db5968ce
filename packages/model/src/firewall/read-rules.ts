// Reads the text of a firewall configuration into the neutral form; says which kind it is when nobody says so.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { readCiscoAsa } from './dialects/cisco-asa.ts'
import { readFortinet } from './dialects/fortinet.ts'
import { readIptables } from './dialects/iptables.ts'
import { readNftables } from './dialects/nftables.ts'
import { readPaloAlto } from './dialects/palo-alto.ts'
import { readPfsense } from './dialects/pfsense.ts'
import { isNeutralRules, readNeutralRules } from './neutral.ts'
import type { Dialect, RuleSet, RulesRefusal } from './rule-set.ts'

/** The longest configuration that is read, in UTF-16 units. */
const LONGEST_CONFIGURATION = 32_000_000

const READERS: Readonly<Record<Dialect, (text: string) => RuleSet>> = {
  'cisco-asa': readCiscoAsa,
  fortinet: readFortinet,
  'palo-alto': readPaloAlto,
  iptables: readIptables,
  nftables: readNftables,
  pfsense: readPfsense,
}

/** What looks like what; the first that is found in the text stands. */
const SIGNS: readonly (readonly [Dialect, RegExp])[] = [
  ['pfsense', /<pfsense[\s>]/],
  [
    'palo-alto',
    /<config[\s>][\s\S]{0,2000}?<(devices|shared|mgt-config)[\s>/]|^set .*\b(rulebase security|deviceconfig|address|vsys)\b/m,
  ],
  ['fortinet', /^\s*config (system|firewall|vdom)\b/m],
  ['iptables', /^\*(filter|nat|mangle|raw|security)\b/m],
  ['nftables', /^\s*table\s+(inet|ip|ip6|arp|bridge|netdev)?\s*\S+\s*\{/m],
  ['cisco-asa', /^(ASA|FTD) Version|^access-list \S+ |^\s*nameif |^access-group /m],
]

function findDialect(text: string): Dialect | null {
  return SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? null
}

/** A configuration with faults is read all the same: they stand in the rule set beside what was understood. */
export function readFirewall(text: string, dialect?: Dialect): Result<RuleSet, RulesRefusal> {
  if (text.length > LONGEST_CONFIGURATION) return refuse({ code: 'firewall.too-long', most: LONGEST_CONFIGURATION })
  const bare = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  if (dialect === undefined && isNeutralRules(bare)) return readNeutralRules(bare)
  const found = dialect ?? findDialect(bare)
  return found === null ? refuse({ code: 'firewall.not-recognised' }) : accept(READERS[found](bare))
}
