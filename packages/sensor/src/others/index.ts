// Files of other systems become observation batches, as captures do.
export { arrangedSources, observeSources } from './observe-sources.ts'
export { zeekFields } from './zeek/logs.ts'
