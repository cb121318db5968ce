// A process that moves cold days of a folder for as long as it lives; a test ends it in the middle.
import { micros } from '@penstock/model/kernel'
import { openTelemetry } from '@penstock/store/telemetry'

const [folder = '', before = '0'] = process.argv.slice(2)
const telemetry = await openTelemetry({ folder })
process.stdout.write('begun\n')
const keeping = { coldBefore: micros(Number(before)), goneBefore: null, mostColdBytes: null }
while ((await telemetry.keepEvents(keeping)).isMore);
await telemetry[Symbol.asyncDispose]()
