// Accounts: where their secrets lie, who uses the same ones elsewhere, and what they open.
import type { FactBook } from '../facts/fact.ts'
import type { Ground, PlantAccount } from '../facts/ground.ts'
import { type AttackRule, NODE } from './attack-rule.ts'

const ADMIN = /admin|backup-operator/
const DOMAIN_ADMIN = 'domain-admin'

/** Rules of accounts, hosts and directories. Disabled accounts open nothing. */
export function credentialRules(ground: Ground, book: FactBook): readonly AttackRule[] {
  const rules: AttackRule[] = []
  const directories = new Set(ground.plant.directories.map((directory) => directory.id))
  for (const account of ground.enabledAccounts) {
    const fact = accountFact(ground, book, account)
    if (account.defaultPassword === true) rules.push(defaultPassword(account, fact))
    for (const system of account.systems) {
      rules.push(...stolenAt(ground, account, system, fact))
      if (!ground.isDevice(system))
        rules.push(logonTo(account, system, fact, ADMIN.test(account.privilege) || account.kind === 'admin'))
    }
    if (account.privilege === DOMAIN_ADMIN && directories.has(account.domain)) {
      const joined = ground.plant.assets.filter(
        (asset) => asset.directory === account.domain && !account.systems.includes(asset.id),
      )
      for (const asset of joined) rules.push(logonTo(account, asset.id, fact, true))
    }
  }
  rules.push(...samePerson(ground, book), ...directoryRules(ground, book), ...hostRules(ground))
  return rules
}

export function accountFact(ground: Ground, book: FactBook, account: PlantAccount): string {
  return book.tell('account', account.id, () => {
    const traits = [account.shared ? 'shared' : null, account.mfa ? 'with a second factor' : 'without a second factor']
    return {
      domain: ground.domainOfAssets(account.systems),
      places: [`accounts[id=${account.id}].systems`, ...(account.shared ? [`accounts[id=${account.id}].shared`] : [])],
      text: `${account.name} (${account.id}), ${account.privilege} on ${account.systems.join(', ')}, ${traits.filter((one) => one !== null).join(', ')}`,
      canBeCut: true,
    }
  })
}

function defaultPassword(account: PlantAccount, fact: string): AttackRule {
  return {
    kind: 'default-password',
    pre: [],
    post: NODE.credential(account.id),
    cost: 0,
    from: null,
    at: null,
    crosses: [],
    technique: 'T0812',
    facts: [fact],
    text: `${account.id} still has the maker's password`,
  }
}

/** An administrator of a host reads every secret that is used on it; a user reads shared ones, and his own. */
function stolenAt(ground: Ground, account: PlantAccount, system: string, fact: string): readonly AttackRule[] {
  if (ground.isDevice(system)) return []
  const theft = (pre: string): AttackRule => ({
    kind: 'credential-theft',
    pre: [pre],
    post: NODE.credential(account.id),
    cost: 1,
    from: system,
    at: system,
    crosses: [],
    technique: 'T0859',
    facts: [fact],
    text: `the secret of ${account.id} is taken on ${system}, where it is used`,
  })
  const isOwnStation = account.person !== null && ground.index.assetById.get(system)?.role === 'workstation'
  return account.shared || isOwnStation
    ? [theft(NODE.admin(system)), theft(NODE.user(system))]
    : [theft(NODE.admin(system))]
}

function logonTo(account: PlantAccount, system: string, fact: string, isAdmin: boolean): AttackRule {
  return {
    kind: 'valid-account',
    pre: [NODE.logon(system), NODE.credential(account.id)],
    post: isAdmin ? NODE.admin(system) : NODE.user(system),
    cost: account.mfa ? 3 : 1,
    from: null,
    at: system,
    crosses: [],
    technique: 'T0859',
    facts: [fact],
    text: `logs on to ${system} as ${account.id}${account.mfa ? ', in a session that its owner opened' : ''}`,
  }
}

function samePerson(ground: Ground, book: FactBook): readonly AttackRule[] {
  const rules: AttackRule[] = []
  for (const one of ground.enabledAccounts) {
    for (const other of ground.enabledAccounts) {
      if (one === other || one.person === null || one.person !== other.person || one.domain === other.domain) continue
      const [first, second] = [one.id, other.id].toSorted()
      const fact = book.tell('same-person', `${first}+${second}`, () => ({
        domain: ground.domainOfAssets([...one.systems, ...other.systems]),
        places: [`accounts[id=${first}].person`, `accounts[id=${second}].person`],
        text: `${first} and ${second} belong to one person, ${one.person}`,
        canBeCut: true,
      }))
      rules.push({
        kind: 'credential-reuse',
        pre: [NODE.credential(one.id)],
        post: NODE.credential(other.id),
        cost: 2,
        from: null,
        at: null,
        crosses: [],
        technique: 'T0859',
        facts: [fact, accountFact(ground, book, other)],
        text: `the owner of ${one.id} also uses ${other.id}`,
      })
    }
  }
  return rules
}

/** Who rules a directory has every account of it, and rules those that trust it. */
function directoryRules(ground: Ground, book: FactBook): readonly AttackRule[] {
  const rules: AttackRule[] = []
  for (const directory of ground.plant.directories) {
    for (const server of directory.servers) {
      const fact = book.tell('directory', directory.id, () => ({
        domain: ground.domainOfAssets(directory.servers),
        places: [`directories[id=${directory.id}].servers`],
        text: `${directory.servers.join(', ')} hold the directory ${directory.name} (${directory.id})`,
        canBeCut: false,
      }))
      const from = { kind: 'directory-compromise', pre: [NODE.admin(server)], from: server, crosses: [] } as const
      for (const account of ground.enabledAccounts.filter((one) => one.domain === directory.id)) {
        const facts = [fact, accountFact(ground, book, account)]
        const text = `${server} holds the secret of ${account.id}`
        rules.push({ ...from, post: NODE.credential(account.id), cost: 1, at: server, technique: 'T0859', facts, text })
      }
      for (const trusting of ground.plant.directories.filter((one) => one.trusts.includes(directory.id))) {
        for (const other of trusting.servers) {
          const text = `${trusting.id} trusts ${directory.id}`
          rules.push({ ...from, post: NODE.admin(other), cost: 3, at: other, technique: 'T0859', facts: [fact], text })
        }
      }
    }
  }
  return rules
}

/** What a foothold on a host implies, and how a user becomes its administrator. */
function hostRules(ground: Ground): readonly AttackRule[] {
  return ground.plant.assets.flatMap((asset): readonly AttackRule[] => {
    if (ground.isDevice(asset.id)) return []
    const here = { from: asset.id, at: asset.id, crosses: [], facts: [] } as const
    const implied = { ...here, kind: 'implied', cost: 0, technique: null } as const
    const text = `a foothold on ${asset.id}`
    return [
      { ...implied, pre: [NODE.admin(asset.id)], post: NODE.user(asset.id), text },
      { ...implied, pre: [NODE.user(asset.id)], post: NODE.network(asset.id), text },
      {
        ...here,
        kind: 'privilege-escalation',
        pre: [NODE.user(asset.id)],
        post: NODE.admin(asset.id),
        cost: 2,
        technique: 'T0890',
        text: `becomes administrator of ${asset.id}`,
      },
    ]
  })
}
