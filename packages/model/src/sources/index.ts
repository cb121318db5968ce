// Sources of events: how each stands, the doors that need no token, and who may speak through them.
export {
  hasPeers,
  ListenerList,
  ListenerOptions,
  listenerPlace,
  placeOf,
} from './listener.ts'
export { clashOf, findNamed, findPeer, ListenerBinding, Peers } from './peers.ts'
export { EventRetention, keepingAtLeast, USUAL_RETENTION } from './retention.ts'
export {
  afterNumber,
  judgeSource,
  type Numbered,
  type SourceStanding,
  SourceState,
  shareUnknown,
} from './standing.ts'
