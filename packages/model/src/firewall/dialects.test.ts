import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { reviewRules, rulesOf } from '@penstock/model/firewall'
import { describe, expect, test } from 'vitest'
import { ruleIds, rulesFrom, told } from './packets.fixture.ts'

const ASA = `
ASA Version 9.16(4)
hostname cell-fw
name 10.9.0.4 pump
interface GigabitEthernet0/0
 nameif office
 security-level 50
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif cell
 security-level 100
 ip address 10.9.0.1 255.255.255.0
interface GigabitEthernet0/2
 nameif guest
 security-level 10
 ip address 10.7.0.1 255.255.255.0
object network SCADA
 host 10.1.0.20
object network RANGE
 range 10.9.0.10 10.9.0.19
object network CLOUD
 fqdn v4 updates.example.com
object-group network PLCS
 network-object host pump
 network-object object RANGE
object-group service POLL tcp
 port-object eq 502
 port-object range 44818 44819
object-group service MIXED
 service-object udp destination eq ntp
 service-object icmp
access-list IN remark polling
access-list IN extended permit tcp object SCADA object-group PLCS object-group POLL log
access-list IN extended permit object-group MIXED 10.1.0.0 255.255.255.0 host pump
access-list IN extended deny tcp any any range 1 1023 inactive
access-list IN extended permit tcp host 10.1.0.30 object CLOUD eq https
access-list IN extended permit tcp any4 gt 1023 host pump neq 22
access-list IN extended permit tcp any host 10.9.0.300 eq 22
access-group IN in interface office
flux-capacitor enable
`

const FTD = `
access-list CSM_FW_ACL_ remark rule-id 9: ACCESS POLICY: cell
access-list CSM_FW_ACL_ advanced deny tcp ifc outside any ifc inside any eq telnet rule-id 9 event-log flow-start
access-list CSM_FW_ACL_ advanced permit tcp ifc outside host 10.1.0.5 ifc inside 10.9.0.0 255.255.255.0 eq 102 rule-id 10
access-group CSM_FW_ACL_ global
`

const FORTINET = `
config firewall address
    edit "office"
        set subnet 10.1.0.0 255.255.255.0
    next
    edit "plcs"
        set type iprange
        set start-ip 10.9.0.10
        set end-ip 10.9.0.19
    next
    edit "updates"
        set type fqdn
        set fqdn "updates.example.com"
    next
end
config firewall addrgrp
    edit "both"
        set member "office" "plcs"
    next
end
config firewall service custom
    edit "POLL"
        set tcp-portrange 502 44818-44819:1024-65535
    next
end
config firewall policy
    edit 7
        set srcintf "any"
        set dstintf "any"
        set srcaddr "both"
        set srcaddr-negate enable
        set dstaddr "plcs"
        set service "POLL"
        set schedule "always"
        set action accept
    next
    edit 3
        set srcaddr "office"
        set dstaddr "plcs"
        set service "SSH" "POLL"
        set schedule "always"
        set status disable
        set action accept
    next
    edit 4
        set srcaddr "office"
        set dstaddr "updates"
        set service "HTTPS"
        set schedule "nightly"
        set action accept
        set flux-capacitor enable
    next
    edit 5
        set srcaddr "nobody"
        set dstaddr "all"
        set service "ALL"
        set schedule "always"
        set action accept
    next
end
config firewall local-in-policy
    edit 1
        set action deny
    next
end
`

const PALO_ALTO = `
set deviceconfig system hostname pa-1
set address scada ip-netmask 10.1.0.20/32
set address plcs ip-range 10.9.0.10-10.9.0.19
set address cloud fqdn updates.example.com
set address-group both static [ scada plcs ]
set service poll protocol tcp port 502,44818-44819
set zone office network layer3 ethernet1/1
set rulebase security rules "poll cell" from office to cell source scada destination plcs application any service poll action allow
set rulebase security rules "poll cell" description "polling of the cell"
set rulebase security rules apps from office to cell source any destination plcs application ssh service application-default action allow
set rulebase security rules off from any to any source any destination any application any service any action allow disabled yes
set rulebase security rules outside negate-destination yes
set rulebase security rules outside from office to any source scada destination both application any service any action deny
set rulebase nat rules n1 to internet
set flux capacitor 1
`

const PALO_ALTO_XML = `<?xml version="1.0"?>
<config version="10.1.0"><devices><entry name="localhost.localdomain"><vsys><entry name="vsys1">
<address><entry name="scada"><ip-netmask>10.1.0.20</ip-netmask></entry>
<entry name="plcs"><ip-range>10.9.0.10-10.9.0.19</ip-range></entry></address>
<service><entry name="poll"><protocol><tcp><port>502,44818-44819</port></tcp></protocol></entry></service>
<rulebase><security><rules>
<entry name="poll cell">
<from><member>office</member></from><to><member>cell</member></to>
<source><member>scada</member></source><destination><member>plcs</member></destination>
<application><member>any</member></application><service><member>poll</member></service>
<action>allow</action>
</entry></rules></security></rulebase></entry></vsys></entry></devices></config>`

const IPTABLES = `
*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.9.0.4:80
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [12:800]
:cell - [0:0]
[1:60] -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i eth+ -d 10.9.0.0/24 -m comment --comment "into the cell" -j cell
-A FORWARD -p udp -m multiport --dports 123,161:162 -j ACCEPT
-A FORWARD -m set --match-set trusted src -j ACCEPT
-A cell -s 10.1.0.66/32 -j RETURN
-A cell ! -s 10.1.0.0/24 -j DROP
-A cell -p tcp --dport 502 -j ACCEPT
-A cell -j LOG --log-prefix "cell "
-A cell -p tcp --dport 9999 -j MARK --set-mark 1
COMMIT
`

const NFTABLES = `
define plcs = { 10.9.0.10-10.9.0.19, 10.9.0.4 }
table inet fw {
  set poll { type inet_service; flags interval; elements = { 502,
      44818-44819 } }
  chain cell {
    ip saddr 10.1.0.66 return
    ip saddr != 10.1.0.0/24 drop
    ip daddr $plcs tcp dport @poll accept comment "polling"
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    iifname "eth*" oifname cell0 goto cell
    meta l4proto { icmp, ipv6-icmp } accept
    udp dport 123 limit rate 10/second accept
    tcp dport vmap { 22 : accept }
    ip6 daddr fd00::/8 tcp dport 443 accept
  }
}
`

const PFSENSE = `<?xml version="1.0"?>
<pfsense><system><hostname>pf</hostname></system>
<interfaces><wan><if>em0</if><ipaddr>203.0.113.2</ipaddr><subnet>24</subnet></wan>
<lan><if>em1</if><ipaddr>10.1.0.1</ipaddr><subnet>24</subnet></lan></interfaces>
<aliases><alias><name>plcs</name><type>network</type><address>10.9.0.0/28 10.9.0.40</address></alias>
<alias><name>poll</name><type>port</type><address>502 44818:44819</address></alias></aliases>
<filter>
<rule><tracker>1</tracker><type>pass</type><interface>lan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol>
<source><network>lan</network></source><destination><address>plcs</address><port>poll</port></destination><descr><![CDATA[polling & more]]></descr></rule>
<rule><tracker>2</tracker><type>block</type><interface>lan</interface><ipprotocol>inet46</ipprotocol><source><any></any></source><destination><not></not><address>plcs</address></destination></rule>
<rule><tracker>3</tracker><type>block</type><interface>lan</interface><floating>yes</floating><quick>yes</quick><direction>in</direction><ipprotocol>inet</ipprotocol><source><address>10.1.0.66</address></source><destination><any/></destination></rule>
<rule><tracker>4</tracker><type>pass</type><interface>lan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol><source><any/></source><destination><any/><port>22</port></destination><disabled/></rule>
<rule><tracker>5</tracker><type>block</type><interface>lan</interface><floating>yes</floating><direction>any</direction><ipprotocol>inet</ipprotocol><source><any/></source><destination><any/></destination></rule>
<rule><tracker>6</tracker><type>pass</type><interface>lan</interface><floating>yes</floating><direction>any</direction><ipprotocol>inet</ipprotocol><protocol>icmp</protocol><source><any/></source><destination><any/></destination></rule>
</filter><nat><rule><descr>web in</descr></rule></nat></pfsense>`

describe('each dialect, decided packet by packet', () => {
  test.each([
    ['a group of objects and a group of ports', ASA, 'tcp 10.1.0.20 > 10.9.0.12@502', 'accept by line 33'],
    ['the alias of a host', ASA, 'tcp 10.1.0.20 > 10.9.0.4@44819', 'accept by line 33'],
    ['a service group with protocols', ASA, 'icmp 10.1.0.9 > 10.9.0.4', 'accept by line 34'],
    ['an inactive line says nothing', ASA, 'tcp 10.1.0.9@2000 > 10.9.0.4@80', 'accept by line 37'],
    ['source ports and not equal', ASA, 'tcp 10.1.0.9@2000 > 10.9.0.4@22', 'undecided'],
    ['the end of a list denies', ASA, 'tcp 10.1.0.9@80 > 10.9.0.12@502', 'deny'],
    ['a name that is looked up may match', ASA, 'tcp 10.1.0.30@100 > 192.0.2.1@443', 'undecided'],
    ['without a list: to a lower level', ASA, 'tcp 10.9.0.4 > 10.1.0.20@80', 'accept'],
    ['without a list: not to a higher level', ASA, 'tcp 10.7.0.4 > 10.9.0.4@80', 'deny by level of cell'],
    ['FTD: a rule by interfaces', FTD, 'outside>inside tcp 10.1.0.5 > 10.9.0.2@102', 'accept by 10'],
    ['FTD: another interface', FTD, 'dmz>inside tcp 10.1.0.5 > 10.9.0.2@102', 'deny'],
    ['FTD: the first that matches', FTD, 'outside>inside tcp 10.1.0.5 > 10.9.0.2@23', 'deny by 9'],
    ['a negated group, and source ports', FORTINET, 'tcp 10.5.0.1 > 10.9.0.12@44819', 'accept by 7'],
    ['a member of the negated group', FORTINET, 'tcp 10.9.0.11 > 10.9.0.12@502', 'undecided'],
    ['policies in the order of the file, off ones passed over', FORTINET, 'tcp 10.1.0.9 > 10.9.0.12@22', 'undecided'],
    ['PAN-OS: objects and ports', PALO_ALTO, 'office>cell tcp 10.1.0.20 > 10.9.0.12@44818', 'accept by poll cell'],
    ['PAN-OS: an application may match', PALO_ALTO, 'office>cell tcp 10.1.0.9 > 10.9.0.12@22', 'undecided'],
    ['PAN-OS: ports of an application', PALO_ALTO, 'office>cell tcp 10.1.0.9 > 10.9.0.12@23', 'deny'],
    ['PAN-OS: not to a group', PALO_ALTO, 'office>wan tcp 10.1.0.20 > 192.0.2.1@80', 'deny by outside'],
    ['PAN-OS: inside a zone', PALO_ALTO, 'cell>cell tcp 10.9.0.1 > 10.9.0.2@80', 'accept by intrazone-default cell'],
    ['PAN-OS as XML', PALO_ALTO_XML, 'office>cell tcp 10.1.0.20 > 10.9.0.12@44818', 'accept by poll cell'],
    ['a chain that is jumped into', IPTABLES, 'eth0>eth1 tcp 10.1.0.9 > 10.9.0.4@502', 'accept by line 16'],
    ['a negated source in a chain', IPTABLES, 'eth0>eth1 tcp 10.2.0.9 > 10.9.0.4@502', 'deny by line 15'],
    ['return goes on behind the jump', IPTABLES, 'eth0>eth1 udp 10.1.0.66 > 10.9.0.4@162', 'accept by line 12'],
    ['another interface does not jump', IPTABLES, 'ppp0>eth1 tcp 10.1.0.9 > 10.9.0.4@502', 'undecided'],
    [
      'a target that is not understood decides nothing',
      IPTABLES,
      'eth0>eth1 tcp 10.1.0.9 > 10.9.0.4@9999',
      'undecided',
    ],
    ['a definition and a set', NFTABLES, 'eth1>cell0 tcp 10.1.0.9 > 10.9.0.4@44818', 'accept by polling'],
    ['not in a subnet', NFTABLES, 'eth1>cell0 tcp 10.2.0.9 > 10.9.0.4@502', 'deny by line 8'],
    ['goto does not come back', NFTABLES, 'eth1>cell0 icmp 10.1.0.66 > 10.9.0.4', 'deny'],
    ['protocols in a set', NFTABLES, 'eth1>eth2 icmp 10.1.0.66 > 10.9.0.4', 'accept by line 14'],
    ['a rate may match', NFTABLES, 'eth1>eth2 udp 10.1.0.66 > 10.9.0.4@123', 'undecided'],
    ['pfSense: the first rule of the interface', PFSENSE, 'lan>wan tcp 10.1.0.9 > 10.9.0.40@502', 'accept by 1'],
    ['pfSense: not to an alias', PFSENSE, 'tcp 10.1.0.9 > 192.0.2.1@80', 'deny by 2'],
    ['pfSense: quick floating rules first', PFSENSE, 'tcp 10.1.0.66 > 10.9.0.4@502', 'deny by 3'],
    ['pfSense: the last of the floating rules', PFSENSE, 'lan>wan icmp 10.1.0.9 > 10.9.0.4', 'accept by 6'],
    [
      'pfSense: where it leaves is not known, and a floating rule asks',
      PFSENSE,
      'tcp 10.1.0.9 > 10.9.0.40@502',
      'undecided',
    ],
    ['pfSense: from the other interface', PFSENSE, 'tcp 203.0.113.9 > 10.9.0.4@502', 'deny'],
  ])('%s', (_, text, sent, expected) => {
    expect(told(rulesFrom(text), sent)).toBe(expected)
  })
})

test.each([
  ['cisco-asa', ASA, ['line 40: flux-capacitor enable'], ['line 38 firewall.bad-address 10.9.0.300']],
  [
    'fortinet',
    FORTINET,
    ['line 51: set flux-capacitor enable', 'line 62: edit 1', 'line 63: set action deny'],
    ['line 53 firewall.no-such-object nobody'],
  ],
  ['palo-alto', PALO_ALTO, ['line 15: rulebase nat rules n1 to internet', 'line 16: flux capacitor 1'], []],
  [
    'iptables',
    IPTABLES,
    [
      'line 3: :PREROUTING ACCEPT [0:0]',
      'line 4: -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.9.0.4:80',
      'line 18: -A cell -p tcp --dport 9999 -j MARK --set-mark 1',
    ],
    [],
  ],
  ['nftables', NFTABLES, ['line 16: tcp dport vmap { … }'], ['line 16 firewall.bad-port vmap']],
  ['pfsense', PFSENSE, ['line 15: nat rule web in'], []],
])(
  '%s: what is not understood is kept with its line, and counted; faults have lines',
  (dialect, text, unknown, faults) => {
    const set = rulesFrom(text)
    expect(set.dialect).toBe(dialect)
    expect(set.unknown.map(({ line, text: said }) => `line ${line}: ${said}`)).toEqual(unknown)
    expect(set.unknownCount).toBe(unknown.length)
    expect(set.faults.map(({ line, code, found }) => `line ${line} ${code} ${found}`)).toEqual(faults)
  },
)

interface Config {
  readonly id: string
  readonly text: string
  readonly hits: readonly { rule: string; lastHitOn: string | null }[]
  readonly expected: {
    readonly rules: number
    readonly anyService?: readonly string[]
    readonly stale?: readonly string[]
    readonly expiredTemporary?: readonly string[]
    readonly telnetManagementFrom?: string
  }
}

const { firewallConfigs } = JSON.parse(loadWrenfieldWorksText()) as { readonly firewallConfigs: readonly Config[] }

test.each(firewallConfigs)(
  '$id of the reference plant: nothing unknown, its rules, its weaknesses',
  ({ text, hits, expected }) => {
    const set = rulesFrom(text)
    expect([set.unknownCount, set.faultCount]).toEqual([0, 0])
    const written =
      set.dialect === 'nftables' ? rulesOf(set).filter((rule) => !rule.id.startsWith('line ')) : rulesOf(set)
    expect(written).toHaveLength(expected.rules)
    const found = reviewRules(set, { asOf: '2026-10-01', hits, usedSince: '2025-10-01' })
    const ids = (rule: string) => found.filter((one) => one.rule === rule).map((one) => one.id)
    expect(ids('firewall.any-service')).toEqual(expected.anyService ?? [])
    expect(ids('firewall.unused')).toEqual(expected.stale ?? [])
    expect(ids('firewall.expired')).toEqual(expected.expiredTemporary ?? [])
    expect(ids('firewall.clear-management')).toEqual(expected.telnetManagementFrom === undefined ? [] : ['telnet'])
    const told = ['any-service', 'unused', 'expired', 'clear-management'].flatMap((rule) => ids(`firewall.${rule}`))
    expect(found).toHaveLength(told.length)
  },
)

test('a list that nothing binds filters nothing, and its rules are told as off', () => {
  const set = rulesFrom('hostname a\naccess-list X extended permit ip any any\n')
  expect(ruleIds(set)).toEqual(['line 2'])
  expect(set.policies[0]).toMatchObject({ name: 'X (not bound)', rules: [{ isEnabled: false }] })
})
