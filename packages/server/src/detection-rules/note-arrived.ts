// Which kinds of events were asked about.
import { type ArrivedData, type DetectionEvent, eventField } from '@penstock/model/detections'
import { micros } from '@penstock/model/kernel'
import type { AskedEvent } from './words.ts'

/** Kinds of events of one question that are told; what sources say of themselves comes from the wire. */
const MOST_ARRIVED = 500
const LONGEST_SOURCE = 80

export function noteArrived(
  arrived: Map<string, Omit<ArrivedData, 'site'>>,
  event: DetectionEvent,
  { at, logSources }: AskedEvent,
): void {
  const told = eventField(event, 'ot.protocol')
  const protocol = typeof told === 'string' ? told.slice(0, LONGEST_SOURCE).toLowerCase() : null
  for (const [nr, { product, category, service }] of event.logSources.entries()) {
    const key = `${nr}\n${protocol ?? ''}\n${logSources}`
    const known = arrived.get(key)
    if (known !== undefined ? known.lastAt >= at : arrived.size >= MOST_ARRIVED) continue
    arrived.set(key, {
      ...(product === undefined ? {} : { product: product.slice(0, LONGEST_SOURCE) }),
      ...(category === undefined ? {} : { category: category.slice(0, LONGEST_SOURCE) }),
      ...(service === undefined ? {} : { service: service.slice(0, LONGEST_SOURCE) }),
      ...{ protocol, lastAt: micros(at) },
    })
  }
}
