// PGlite's file system without its gap: Emscripten's NODEFS has no fsync, so PostgreSQL's would do nothing.
import { fdatasyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Init = NodeFS['init']
interface Emscripten {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: { nfd?: number }) => number } }
}

export class DurableFS extends NodeFS {
  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const made = await super.init(pg, options)
    made.emscriptenOpts.preRun = [...(made.emscriptenOpts.preRun ?? []), addFsync as never]
    return made
  }
}

function addFsync(module: Emscripten): void {
  module.NODEFS.stream_ops.fsync = (stream) => {
    if (stream.nfd !== undefined) fdatasyncSync(stream.nfd)
    return 0
  }
}
