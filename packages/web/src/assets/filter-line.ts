// What the filter line of the register may say: `zone:Z-PKG role:plc pump`.
import { AssetFilter } from '@penstock/contract/assets'
import type { FilterGrammar } from '@penstock/web/filters'

type Field = keyof typeof AssetFilter.shape

/** `site` is the scope's and not the line's; words without a key are the text. */
const FIELDS = (Object.keys(AssetFilter.shape) as Field[]).filter((key) => key !== 'site' && key !== 'text')

export const ASSET_GRAMMAR: FilterGrammar<typeof AssetFilter> = {
  schema: AssetFilter,
  fields: Object.fromEntries(FIELDS.map((field) => [field, field])),
  values: {
    status: AssetFilter.shape.status.unwrap().options,
    unknown: AssetFilter.shape.unknown.unwrap().options,
    unregistered: ['yes', 'no'],
  },
}
