// Free text in which a device describes itself: kept whole, and taken apart where its maker's form is known.
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'

// `Siemens, SIMATIC NET, SCALANCE X212-2, 6GK5 212-2BB00-2AA3, HW: 7, FW: V4.02`
const SIEMENS = /^Siemens, ([^,]+), ([^,]+), (6[A-Z]{2}\d[^,]*)(?:, HW: ([^,]+))?(?:, FW: ([^,]+))?/

/** Claims the description, and vendor, model, order number, hardware and firmware when the text has Siemens' form. */
export function describeFromText(
  ledger: Ledger,
  about: Endpoint,
  text: string,
  protocol: string,
  method: string,
): void {
  const say = (field: ClaimField, value: string | undefined): void => {
    if (value !== undefined) ledger.claims.claim(about, field, value, protocol, method, ledger.wire)
  }
  say('description', text)
  const parts = SIEMENS.exec(text.replaceAll('\0', ''))
  if (parts === null) return
  say('vendor', 'Siemens')
  say('model', `${parts[1]} ${parts[2]}`.includes('SIMATIC NET') ? parts[2] : `${parts[1]} ${parts[2]}`)
  say('orderNumber', parts[3])
  say('hardware', parts[4])
  say('firmware', parts[5])
}
