// Units and hours as an address writes them: `DCS-SWA=0..24,DCS-SWB=0..`, each id in percent-encoding so that it may hold a comma.

import { decodedId, MOST_LETTERS } from '@penstock/contract/route'
import { type HoursOut, outageOfText, textOfOutage } from '@penstock/model/process'
import { z } from 'zod'

/** Units of one question. */
export const MOST_OUT = 100
/** Lost assets whose restoring is planned at once. */
export const MOST_LOST = 60

export const Outages = z
  .string()
  .min(1)
  .max(MOST_LETTERS)
  .transform((text, context): readonly HoursOut[] => {
    const outages = text.split(',').map((one) => {
      const outage = outageOfText(one)
      const unit = outage === null ? null : decodedId(outage.unit)
      return outage === null || unit === null ? null : { ...outage, unit }
    })
    const known = outages.filter((one) => one !== null)
    const isInOrder = known.every(({ fromH, toH }) => toH === null || toH >= fromH)
    if (known.length === outages.length && known.length <= MOST_OUT && isInOrder) return known
    const message = `not 1 to ${MOST_OUT} outages ID=FROM..TO in hours with commas between them, such as POWER=0..72,SWITCH-1=0..`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

export function writeOutages(outages: readonly HoursOut[]): string {
  return outages.map((one) => textOfOutage({ ...one, unit: encodeURIComponent(one.unit) })).join(',')
}
