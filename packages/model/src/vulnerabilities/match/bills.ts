// Which bills of materials are of a device: those whose subject it surely is, in its version. Their components are products that run on it.
import type { Advisory } from '../advisory.ts'
import type { DeviceIdentity } from '../asset.ts'
import { leafOfProduct } from '../feeds/product-refs.ts'
import type { SoftwareBill } from '../feeds/read-sbom.ts'
import type { IdentityField, KnownDevice } from '../identity.ts'
import { Matcher } from './matcher.ts'

export class BillIndex {
  readonly #matcher = new Matcher()
  readonly #bills = new Map<string, SoftwareBill>()

  /** Of several versions of one bill the highest counts. */
  constructor(bills: readonly SoftwareBill[] = []) {
    const newest = new Map<string, SoftwareBill>()
    for (const bill of bills) if (bill.version >= (newest.get(bill.serial)?.version ?? 0)) newest.set(bill.serial, bill)
    for (const bill of newest.values()) {
      this.#bills.set(bill.serial, bill)
      this.#matcher.enter(statementOf(bill))
    }
  }

  /** What the bills of a device list, each as a product with who says so; a component stands once for each bill. */
  componentsOf(device: DeviceIdentity): readonly KnownDevice[] {
    if (this.#bills.size === 0) return []
    return this.#matcher
      .judge(device)
      .filter(({ spared }) => spared.length > 0)
      .flatMap(({ advisory }) => {
        const bill = this.#bills.get(advisory.id)!
        return bill.components.map((part) => componentOf(device, part, bill))
      })
  }
}

/** The bill as a document that says "this is it": the matcher knows makers, names and versions. */
function statementOf({ serial, version, date, subject }: SoftwareBill): Advisory {
  const leaf = leafOfProduct(serial, subject, null)
  return {
    id: serial,
    title: '',
    publisher: subject.maker,
    format: 'CycloneDX',
    isVex: true,
    status: 'final',
    version: String(version),
    initialDate: date,
    currentDate: date,
    revisions: [],
    isWithdrawn: false,
    leaves: [leaf],
    weaknesses: [
      { id: serial, status: new Map([[serial, 'not-affected']]), cvss: null, reasons: new Map(), remediations: [] },
    ],
  }
}

function componentOf(
  device: DeviceIdentity,
  part: SoftwareBill['components'][number],
  bill: SoftwareBill,
): KnownDevice {
  const said = {
    ...({ basis: 'declared', protocol: null, method: `SBOM of ${bill.date.slice(0, 10)}` } as const),
    source: bill.serial,
  }
  const told: readonly (readonly [IdentityField, string | null])[] = [
    ['vendor', part.maker],
    ['product', part.name],
    ['version', part.version],
  ]
  return {
    identity: {
      ...{ id: device.id, vendor: part.maker, product: part.name, version: part.version },
      ...{ modelNumber: null, hwRev: null, serial: null, slotRole: null, role: null, identitySource: 'SBOM' },
    },
    facts: told.flatMap(([field, value]) => (value === null ? [] : [{ field, value, ...said }])),
  }
}
