// The register in the hub: concluded from what interfaces said, the declared plant and people's decisions.
export { concludeRegister, type Register, type SourcedConversation } from './conclude.ts'
export { UploadSpool } from './exchange/upload-spool.ts'
export {
  countKnown,
  countZones,
  declaredAssetId,
  findAssetLabels,
  findDeclaredAssets,
  listAssetRowsOf,
} from './lists.ts'
export { storeInterfaces } from './queries.ts'
export { serveAssets } from './routes.ts'
export { AssetsService } from './service.ts'
export { concludeTalkers, listAwaitingSilence } from './talkers.ts'
