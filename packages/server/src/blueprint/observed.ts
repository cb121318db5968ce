// What was observed of a site, as the comparison wants it: read by the service, over all labels.

import type { LiveSensor } from '@penstock/model/blueprint'
import { type Domain, type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import { judgeSensor } from '@penstock/model/observations'
import type { JudgedConversation } from '@penstock/model/zones'
import { listConversationRows, sourcedConversations } from '@penstock/server/zones'
import * as queries from './queries.ts'
import type { Observed } from './question.ts'

/** Words of a sensor that hears what passes. */
const HEARS = new Set(['listening', 'lossy', 'no-traffic'])

export async function readObserved(
  tx: queries.Tx,
  site: string,
  now: EpochMicros,
  isAnswering: (domain: Domain) => boolean,
): Promise<Observed> {
  const sensors = await readSensors(tx, site, now, isAnswering)
  return {
    sensors,
    strangers: (await queries.listStrangers(tx, site)).map((row) => ({ ...row, id: idOfUuid('tlk', row.id) })),
    addresses: (await queries.listAssetAddresses(tx, site)).map(({ asset, ips }) => ({ asset, ips: ips ?? [] })),
    conversations: unrepeated(sourcedConversations(await listConversationRows(tx, site)).map(({ seen }) => seen)),
  }
}

/** One for two ends, protocol and port: what the comparison looks at. */
function unrepeated(seen: readonly JudgedConversation[]): readonly JudgedConversation[] {
  const found = new Map<string, JudgedConversation>()
  for (const { client, server, protocol, portGuess, transport, serverPort, sidesFrom } of seen) {
    const key = JSON.stringify([client, server, protocol, portGuess, transport, serverPort])
    const sides = sidesFrom === undefined ? {} : { sidesFrom }
    found.set(key, { client, server, protocol, portGuess, transport, serverPort, functions: [], ...sides })
  }
  return [...found.values()]
}

/** Sensors of a site as far as the reader's label goes. */
export async function readSensors(
  tx: queries.Tx,
  site: string,
  now: EpochMicros,
  isAnswering: (domain: Domain) => boolean,
): Promise<readonly LiveSensor[]> {
  return (await queries.listSensorFacts(tx, site)).map((row) => {
    const domain: Domain = row.domain === 'it' ? 'it' : 'ot'
    const word = judgeSensor(
      {
        isRevoked: row.revoked_at !== null,
        isQuarantined: Boolean(row.is_quarantined),
        isCellAnswering: isAnswering(domain),
        heardAt: row.heard_at,
        everyMs: row.every_ms ?? 0,
        trafficAt: row.traffic_at,
        lossAt: row.loss_at,
      },
      now,
    )
    return { name: row.name, domain, segments: row.segments, isListening: word === 'unknown' ? null : HEARS.has(word) }
  })
}
