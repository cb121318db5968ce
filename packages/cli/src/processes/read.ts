// Entry file of `penstock sensor read` on its own, of which `scripts/reader.mjs` makes one file. Started as a thread it reads a share of a large
// capture.
import { endWhenUnread } from '@penstock/cli/progress'
import { sensorRead } from '@penstock/cli/sensor'
import { readShareInThread } from '@penstock/sensor/report'

if (!readShareInThread()) {
  endWhenUnread(process.stdout)
  process.exitCode = await sensorRead(process.argv.slice(2), process.argv[1])
}
