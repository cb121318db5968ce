// Sightings with what an analyst who knows the plant would say: has the other side to know? Each label has its reason. They stand on the reference
// plant with look-alikes added to it (below), and some are such that no register can tell: they show what the rules miss and what they share in vain.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { ObservableKind } from '@penstock/model/incidents'
import type { Domain } from '@penstock/model/kernel'
import { type PlantFile, parsePlant } from '@penstock/model/plant'

export type LabelledKind = 'account' | 'mail' | 'host' | 'address' | 'vendor' | 'other'

export interface LabelledCase {
  readonly kind: LabelledKind
  readonly from: Domain
  readonly type: ObservableKind
  readonly value: string
  readonly isRelevant: boolean
  readonly because: string
}

/** The reference plant, and people, accounts and hosts that look like those who matter to the other side. */
export function plantWithLookAlikes(): PlantFile {
  const raw = JSON.parse(loadWrenfieldWorksText()) as Record<string, Record<string, unknown>[]>
  const add = (list: string, like: string, ...rows: readonly Record<string, unknown>[]) => {
    const pattern = raw[list]!.find(({ id }) => id === like)!
    raw[list]!.push(...rows.map((row) => ({ ...structuredClone(pattern), ...row })))
  }
  add(
    'people',
    'P-PLAN-1',
    { id: 'P-SALES-1', displayName: 'OT engineer 1', title: 'Sales engineer', initials: 'X1' },
    { id: 'P-NET-1', displayName: 'Network engineer', title: 'Network engineer, offices', initials: 'X2' },
    { id: 'P-WEB-1', displayName: 'Web engineer', title: 'Software engineer, web shop', initials: 'X3' },
    { id: 'P-PRN-1', displayName: 'Printer service', title: 'Printer service', initials: 'X4', vendor: 'V-PRN' },
  )
  const user = { kind: 'user', privilege: 'user', domain: 'DIR-ENT', enabled: true, shared: false }
  add(
    'accounts',
    'ACC-02',
    { ...user, id: 'ACC-X1', name: 'otengineer1', person: 'P-SALES-1', systems: ['ENT-ERP1'] },
    { ...user, id: 'ACC-X2', name: 'neteng1', person: 'P-NET-1', systems: ['ENT-SW1', 'ENT-FW1'] },
    { ...user, id: 'ACC-X3', name: 'webeng1', person: 'P-WEB-1', systems: ['DMZ-WEB1'] },
    { ...user, id: 'ACC-X4', name: 'elec1', person: 'P-EL-1', systems: [] },
    { ...user, id: 'ACC-X5', name: 'svc-pi', kind: 'service', person: null, systems: ['ENT-ERP1'] },
    { ...user, id: 'ACC-X6', name: 'prn-support', kind: 'vendor', person: 'P-PRN-1', systems: ['ENT-PRN1'] },
    { ...user, id: 'ACC-X8', name: 'erp-orders', kind: 'service', person: null, systems: ['ENT-ERP1', 'OPS-BAT1'] },
    { ...user, id: 'ACC-X7', name: 'hist-old', domain: 'DIR-OT', enabled: false, person: null, systems: ['OPS-HIS1'] },
  )
  add('vendors', 'V-ERP', {
    id: 'V-PRN',
    name: 'Office Printing (invented)',
    products: ['ENT-PRN1'],
    remoteAccess: ['RA-X1'],
  })
  add('remoteAccess', 'RA-08', {
    ...{ id: 'RA-X1', title: 'Printers', vendor: 'V-PRN', targets: ['ENT-PRN1'], accounts: ['ACC-X6'] },
    sourceNetworks: ['198.51.100.0/28'],
  })
  const host = { functions: [], interfaces: [], services: [], serial: null }
  add(
    'assets',
    'ENT-WS-PLAN',
    { ...host, id: 'ENT-PROXY1', name: 'Web proxy', role: 'proxy', ip: '10.10.0.30', mac: '02:00:00:00:01:01' },
    { ...host, id: 'ENT-WS-EWS7', name: 'Marketing desk 7', ip: '10.10.1.77', mac: '02:00:00:00:01:02' },
    {
      ...host,
      id: 'ENT-LT-1',
      name: 'Loan laptop',
      role: 'laptop',
      ip: '10.10.1.80',
      mac: '02:00:00:00:01:03',
      serial: 'LT-0007',
    },
    { ...host, id: 'ENT-SCAN1', name: 'Office scanner', role: 'scanner', ip: '10.10.0.40', mac: '02:00:00:00:01:04' },
  )
  add('assets', 'DMZ-PIR1', {
    ...{ ...host, id: 'DMZ-WEB1', name: 'Web shop', role: 'web-server', ip: '10.20.30.80', mac: '02:00:00:00:01:05' },
  })
  raw['assets']!.find(({ id }) => id === 'VND-LT1')!['serial'] = 'SVPE5-88421'
  raw['people']!.find(({ id }) => id === 'P-OT-ENG-1')!['contacts'] = [
    { channel: 'mail', address: 'dcs.help@wrenfield.example', independentOfCorporateIt: false, verifiedOn: null },
  ]
  const read = parsePlant(raw)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

const SHARE = true
const KEEP = false

const of =
  (kind: LabelledKind, from: Domain, type: ObservableKind) =>
  (value: string, isRelevant: boolean, because: string): LabelledCase => ({
    kind,
    from,
    type,
    value,
    isRelevant,
    because,
  })

const itAccount = of('account', 'it', 'account')
const itMail = of('mail', 'it', 'mail-address')
const itHost = of('host', 'it', 'host')
const itIp = of('address', 'it', 'ip')
const otAccount = of('account', 'ot', 'account')
const otHost = of('host', 'ot', 'host')
const otIp = of('address', 'ot', 'ip')

export const LABELLED_CASES: readonly LabelledCase[] = [
  // Accounts in IT.
  itAccount('oteng1', SHARE, 'the office account of the DCS engineer, who signs in to the jump host with it'),
  itAccount('ENT\\oteng2', SHARE, 'the office account of the PLC engineer'),
  itAccount('oteng2@ent.wrenfield.example', SHARE, 'the same account by its full name'),
  itAccount('pe1', SHARE, 'the process engineer reads at an engineering workstation as ot-pe1'),
  itAccount('oteng4', SHARE, 'an engineer who left; the office account is off, the account in OT lives still'),
  itAccount('itops1-adm', SHARE, 'the administrator of IT who administrates the directory of OT as well'),
  itAccount('itops1', SHARE, 'the same person, who holds an administrator account in OT'),
  itAccount('ot-oteng1', SHARE, 'an account of the OT directory used on an office host'),
  itAccount('OT\\svc-pi', SHARE, 'the historian account of OT used in IT, named in full'),
  itAccount('ot-adm1@ot.wrenfield.example', SHARE, 'the domain administrator of OT seen in IT'),
  itAccount('svc-backup-ot', SHARE, 'the backup account of OT seen in IT'),
  itAccount('eng-pkg', SHARE, 'the engineering password of the package units, seen in IT'),
  itAccount('sis-eng', SHARE, 'the shared account of the safety engineering workstation'),
  itAccount('erp-orders', SHARE, 'an account of IT that writes orders into the batch server'),
  itAccount(
    'elec1',
    SHARE,
    'the electrical duty engineer sets protection relays from a laptop; no account of OT is registered',
  ),
  itAccount(
    'administrator',
    SHARE,
    'used against the analyser workstation of the DCS, whose account it is; no host was named',
  ),
  itAccount('otengineer1', KEEP, 'a sales engineer with the display name of an OT engineer'),
  itAccount('neteng1', KEEP, 'an engineer of the office network with no way into OT'),
  itAccount('webeng1', KEEP, 'a software engineer of the web shop, in a DMZ host that leads nowhere'),
  itAccount('svc-pi', KEEP, 'an ERP service account that is called as the one of OT is; seen in IT it is that of IT'),
  itAccount('plan1', KEEP, 'the planner has no account and no work in OT'),
  itAccount('comp1', KEEP, 'compliance has no account in OT'),
  itAccount('ciso1', KEEP, 'no account in OT'),
  itAccount('itops2-adm', KEEP, 'server administrator of IT only'),
  itAccount('socit1', KEEP, 'analyst of IT only'),
  itAccount('svc-backup-ent', KEEP, 'backup of IT hosts only'),
  itAccount('hist-old', KEEP, 'an account of OT that is switched off'),
  itAccount('oteng1@ent.wrenfield.example.invalid', KEEP, 'a foreign domain that begins as ours does'),
  itAccount('EVIL\\oteng1', KEEP, 'an account of the same name in a directory that is not ours'),
  itAccount('admin', KEEP, 'every machine has one'),
  // Mail.
  itMail('oteng1@wrenfield.example', SHARE, 'the mailbox of the DCS engineer was phished'),
  itMail('pe1@wrenfield.example', SHARE, 'the mailbox of the process engineer was phished'),
  itMail('dcs.help@wrenfield.example', SHARE, 'written down as the address of the DCS engineer'),
  itMail('oteng1.private@mail.example', SHARE, 'his private mailbox, which no register holds'),
  itMail('otengineer1@wrenfield.example', KEEP, 'the sales engineer'),
  itMail('oteng1@wrenfie1d.example', KEEP, 'a domain that looks like ours: the sender, and no mailbox of ours'),
  itMail('plan1@wrenfield.example', KEEP, 'the planner'),
  itMail(
    'oteng4@wrenfield.example',
    KEEP,
    'junk to a mailbox that was closed when he left; the register cannot tell it from phishing',
  ),
  itMail('careers@wrenfield.example', KEEP, 'a mailbox of nobody in OT'),
  // Hosts in IT and the DMZ.
  itHost('ENT-WS-PE', SHARE, 'the office workstation from which engineers go to the jump host'),
  itHost('ent-ws-pe.ent.wrenfield.example', SHARE, 'the same by its full name'),
  itHost('OPS-EWS1', SHARE, 'an engineering workstation of OT, seen from IT'),
  itHost('SIS-EWS1', SHARE, 'the safety engineering workstation'),
  of('host', 'it', 'dmz-host')('DMZ-JMP1', SHARE, 'the jump host into the plant'),
  of('host', 'it', 'dmz-host')('DMZ-RAG1', SHARE, 'the remote access gateway into the plant'),
  itHost('DMZ-WSUS1', SHARE, 'brings patches to hosts of OT'),
  itHost('DMZ-AV1', SHARE, 'brings definitions to hosts of OT'),
  of('host', 'it', 'dmz-host')('DMZ-MFT1', SHARE, 'orders and recipes of the plant come through it'),
  itHost('OPS-HIS1', SHARE, 'the historian of OT was spoken to from IT'),
  itHost('LT-OTENG2-NEW', SHARE, 'the new laptop of the PLC engineer, which nobody has registered yet'),
  itHost('ENT-WS-EWS7', KEEP, 'a desk of marketing whose name looks like an engineering workstation'),
  itHost('ENT-WS-PLAN', KEEP, 'the desk of the planner'),
  itHost('ENT-PRN1', KEEP, 'a printer'),
  itHost('ENT-SCAN1', KEEP, 'scans office hosts only'),
  itHost('ENT-LT-1', KEEP, 'a loan laptop'),
  of('host', 'it', 'dmz-host')('DMZ-WEB1', KEEP, 'a web shop in the DMZ that nothing of OT uses'),
  of('host', 'it', 'domain')('ops-ews1.attacker.example', KEEP, 'a foreign name that begins as a host of ours'),
  of('host', 'it', 'url')(
    'https://update.attacker.example/ENT-WS-PE',
    KEEP,
    'a host of ours in the path of a foreign address',
  ),
  of('host', 'it', 'url')(
    'https://ops-piw1.ot.wrenfield.example/trends',
    SHARE,
    'the historian pages of OT were asked for',
  ),
  of('host', 'it', 'device-serial')(
    'SVPE5-88421',
    SHARE,
    'the laptop that vendors use in the plant, plugged in in the office',
  ),
  of('host', 'it', 'device-serial')('LT-0007', KEEP, 'the loan laptop'),
  // Addresses.
  itIp('10.20.20.50', SHARE, 'the address of the engineering workstation of OT'),
  itIp('10.10.1.52', SHARE, 'the address of the office workstation of the engineers'),
  itIp('10.20.30.10', SHARE, 'the address of the jump host'),
  itIp('203.0.113.70', SHARE, 'out of the network of the DCS vendor'),
  itIp('203.0.113.99', SHARE, 'out of the network of the integrator'),
  itIp('10.10.0.30', KEEP, 'the proxy of all offices'),
  itIp('203.0.113.10', KEEP, 'the address behind which all offices stand'),
  itIp('10.20.30.1', KEEP, 'the firewall of the DMZ: everybody is behind it'),
  itIp('203.0.113.170', KEEP, 'out of the network of the ERP consultants, who reach IT alone'),
  itIp('198.51.100.4', KEEP, 'out of the network of the printer service'),
  itIp('198.51.100.200', KEEP, 'nobody of ours'),
  itIp('10.20.30.13', KEEP, 'a test network of the same numbers; the register cannot tell it from the patch server'),
  itIp('10.10.1.51', KEEP, 'the desk of the planner'),
  // Parties outside.
  of('vendor', 'it', 'vendor-account')('v-dcs-1', SHARE, 'the account of the DCS vendor at the gateway'),
  of('vendor', 'it', 'account')('v-int-2', SHARE, 'the account of the integrator at the gateway'),
  of('vendor', 'it', 'vendor-account')('V-BLR', SHARE, 'the boiler vendor said that it was broken into'),
  of('vendor', 'it', 'vendor-account')('V-CHL', SHARE, 'its contract is over, its router still stands in the plant'),
  of('vendor', 'it', 'vendor-account')('V-ERP', KEEP, 'a vendor of IT only'),
  of('vendor', 'it', 'vendor-account')('V-SOC', KEEP, 'the night desk reaches the monitoring of IT only'),
  of('vendor', 'it', 'account')('prn-support', KEEP, 'the printer service'),
  of('vendor', 'it', 'vendor-account')('V-PRN', KEEP, 'the printer service'),
  of('vendor', 'it', 'vendor-account')(
    'V-SIS',
    SHARE,
    'comes with a laptop to the safety system; no remote access is registered',
  ),
  // Found in OT.
  otAccount('ENT\\itops1-adm', SHARE, 'the domain administrator of IT signed in at an OT host'),
  otAccount('oteng2', SHARE, 'an office account used in OT'),
  otAccount('ot-oteng1', SHARE, 'the engineer whose OT account was abused has an office account and a mailbox too'),
  otAccount('ot-adm-it', SHARE, 'the administrator of IT, abused in OT'),
  otAccount('ot-console', KEEP, 'the shared console account of the operators is of OT alone'),
  otAccount('socot1', KEEP, 'an analyst of OT alone'),
  otAccount('svc-opc', KEEP, 'a service account of OT alone'),
  otHost('ENT-WS-PE', SHARE, 'the session came from an office workstation'),
  otHost('DMZ-JMP1', SHARE, 'the session came over the jump host, which IT runs'),
  otHost('ENT-DC1', SHARE, 'the directory of IT spoke with OT'),
  otHost('OPS-EWS2', KEEP, 'an engineering workstation of OT: OT’s own'),
  otHost('DCS-FCS1', KEEP, 'a controller of OT'),
  otIp('10.10.0.23', SHARE, 'the backup server of IT scanned OT'),
  otIp('10.20.40.10', KEEP, 'a controller of OT'),
  otIp('10.20.20.1', KEEP, 'the firewall of OT: everybody is behind it'),
  of('vendor', 'ot', 'account')('v-dcs-1', SHARE, 'the vendor comes over the gateway that IT runs'),
  of('vendor', 'ot', 'account')(
    'blr-support',
    KEEP,
    'the boiler vendor comes over its own router; IT has no part in it',
  ),
  // By themselves they say nothing of either side.
  of('other', 'it', 'hash')('d41d8cd98f00b204e9800998ecf8427e', KEEP, 'an empty file'),
  of('other', 'it', 'domain')('cdn.example.org', KEEP, 'where half of the internet lies'),
  of('other', 'it', 'file-name')('invoice.docm', KEEP, 'a lure that went to everybody'),
  of('other', 'it', 'hash')(
    '0a4a6b1b0d2b7d1c3c1f3d9f1d8b1a55e6c9d0a44b3e1f2a9c8d7e6f5a4b3c2d',
    SHARE,
    'an engineering project with an implant; a hash does not say so',
  ),
]
