// A post in a process of its own, that is killed: node post.fixture.ts <folder of a core store> <channels as JSON>.
import { NoticeChannels } from '@penstock/model/notices'
import { NoticePost } from '@penstock/server/notices'
import { systemClock } from '@penstock/server/runtime'
import { openEmbeddedStore } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'

const [folder = '', channels = '[]'] = process.argv.slice(2)
const store = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
const post = new NoticePost({
  store,
  clock: systemClock,
  channels: NoticeChannels.parse(JSON.parse(channels)),
  origin: () => 'https://penstock.example.org',
  silentSources: () => Promise.resolve([]),
  everyMs: 200,
})
setInterval(() => {}, 1000)
post.wake()
process.stdout.write('running\n')
