// Entry file of `penstock sensor read` on its own, of which `scripts/reader.mjs` makes one file.
import { endWhenUnread } from '@penstock/cli/progress'
import { sensorRead } from '@penstock/cli/sensor'

endWhenUnread(process.stdout)
process.exitCode = await sensorRead(process.argv.slice(2))
