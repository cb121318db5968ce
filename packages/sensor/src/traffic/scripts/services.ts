// Small services of every network: names, time, network management, log lines.

import { isoOfMicros, micros } from '@penstock/model/kernel'
import {
  dnsAnswer,
  dnsQuery,
  ntpRequest,
  ntpResponse,
  SYSTEM,
  snmpGet,
  snmpResponse,
  syslogMessage,
} from '@penstock/sensor/encoders'
import { descriptionOf } from '../identity.ts'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const DNS_S = 45
const NTP_S = 64
const SNMP_S = 30
const SYSLOG_S = 20
const COMMUNITY = 'public'
const TICKS_PER_SECOND = 100

export function* dnsScript(task: Task): Script {
  const name = task.facts.serverName ?? `${task.facts.server.hostname}.plant.example`
  yield* task.repeat(DNS_S, function* () {
    const id = task.random.between(0, 0xffff)
    const answer = task.facts.answered ? dnsAnswer(id, name, task.facts.path.server.ip) : null
    yield* task.udp().ask(dnsQuery(id, name), answer)
  })
}

export function* ntpScript(task: Task): Script {
  const talk = task.udp({ client: task.facts.port, server: task.facts.port })
  yield* task.repeat(NTP_S, function* () {
    const asked = task.time.at
    yield* talk.ask(ntpRequest(asked), task.facts.answered ? ntpResponse(asked, asked + 800) : null)
  })
}

export function* snmpScript(task: Task): Script {
  const { asset, hostname } = task.facts.server
  const talk = task.udp()
  yield* task.repeat(SNMP_S, function* () {
    const request = task.random.between(1, 0x7fff_ffff)
    const uptime = Math.floor(task.time.at / 1_000_000) % 8_640_000
    const answer = snmpResponse(request, COMMUNITY, [
      { oid: SYSTEM.description, value: asset === null ? hostname : descriptionOf(asset) },
      { oid: SYSTEM.uptime, value: uptime * TICKS_PER_SECOND },
      { oid: SYSTEM.name, value: hostname },
    ])
    yield* talk.ask(snmpGet(request, COMMUNITY, [SYSTEM.description, SYSTEM.uptime, SYSTEM.name]), answer)
  })
}

export function* syslogScript(task: Task): Script {
  const talk = task.udp()
  yield* task.repeat(SYSLOG_S, function* () {
    const at = isoOfMicros(micros(task.time.at))
    yield* talk.tell('client', syslogMessage(4, 6, at, task.facts.client.hostname, 'system', 'state unchanged'))
  })
}
