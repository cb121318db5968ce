// Saved views: a name for the address of a list with its filter, columns and sort; private, shared, or a role's default.
import { route } from '@penstock/contract/route'
import { Role } from '@penstock/model/operating-model'
import { z } from 'zod'

/** The screen, such as `/assets`. */
const ScreenPath = z.string().regex(/^\/[a-z0-9][a-z0-9/-]{0,79}$/)
/** What stands behind the `?`, without the question mark. */
const SearchText = z.string().max(2000)
const ViewName = z.string().trim().min(1).max(80)

export const ViewAudience = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('private') }),
  z.strictObject({ kind: z.literal('shared') }),
  /** What people of the role see first when they open the screen. */
  z.strictObject({ kind: z.literal('role'), role: Role }),
])
export type ViewAudience = z.infer<typeof ViewAudience>

export const SavedView = z.strictObject({
  id: z.string(),
  name: z.string(),
  path: ScreenPath,
  search: SearchText,
  audience: ViewAudience,
  /** Null when its author has left: it then belongs to the organisation. */
  author: z.strictObject({ name: z.string() }).nullable(),
  isMine: z.boolean(),
  mayChange: z.boolean(),
  version: z.int(),
})
export type SavedView = z.infer<typeof SavedView>

const ViewParams = z.strictObject({ viewId: z.string() })

export const listViews = route({
  method: 'GET',
  path: '/views',
  side: 'hub',
  permission: 'session',
  summary: 'Own views, shared ones and the defaults of own roles',
  query: z.strictObject({ path: ScreenPath.optional() }),
  response: z.strictObject({ items: z.array(SavedView) }),
  refusals: [],
})

export const saveView = route({
  method: 'POST',
  path: '/views',
  side: 'hub',
  permission: 'session',
  summary: 'Name the address of a list; sharing it takes the right to share',
  body: z.strictObject({ name: ViewName, path: ScreenPath, search: SearchText, audience: ViewAudience }),
  response: SavedView,
  refusals: ['views.may-not-share', 'views.role-has-default', 'views.too-many'],
})

export const changeView = route({
  method: 'PATCH',
  path: '/views/{viewId}',
  side: 'hub',
  permission: 'session',
  summary: 'Rename a view, point it at another address, or change who sees it',
  params: ViewParams,
  body: z.strictObject({
    version: z.int(),
    name: ViewName.optional(),
    search: SearchText.optional(),
    audience: ViewAudience.optional(),
  }),
  response: SavedView,
  refusals: ['not-found', 'version-moved', 'views.may-not-share', 'views.role-has-default'],
})

export const deleteView = route({
  method: 'DELETE',
  path: '/views/{viewId}',
  side: 'hub',
  permission: 'session',
  summary: 'Delete a view',
  params: ViewParams,
  query: z.strictObject({ version: z.coerce.number().int() }),
  refusals: ['not-found', 'version-moved'],
})
