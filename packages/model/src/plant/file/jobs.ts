// Work in progress: what somebody does on the plant now or means to, and what becomes of it when its access is cut.
import { z } from 'zod'
import { IsoTime, ids, Name, PlantId, Text } from './scalars.ts'

export const RunningJob = z.strictObject({
  id: PlantId,
  title: Name,
  vendor: PlantId.nullable(),
  /** Remote accesses and accounts that it is done by, and the assets that it is done on. */
  remoteAccess: ids,
  accounts: ids,
  assets: ids,
  startedAt: IsoTime,
  /** null while nobody has said. */
  endsAt: IsoTime.nullable(),
  /** What a cut does to it: it goes on later · begins anew · leaves the plant in a state that somebody has to mend. */
  ifCut: z.enum(['resumes', 'restarts', 'harms']),
  /** Where it can be stopped without harm, in words. */
  safeStop: Text.nullable(),
  owner: PlantId.nullable(),
})
