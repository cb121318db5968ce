// How `reader.mjs` makes one file of `penstock sensor read`; given to rolldown, which Vite brings.
import { statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = process.env.PENSTOCK_READER_FOLDER
const at = (id) => relative(root, id).replaceAll('\\', '/')

export default {
  input: join(root, 'packages/cli/src/processes/read.ts'),
  platform: 'node',
  cwd: root,
  // Without side effects but those of the entry: what `sensor read` does not use of a room, it need not hold.
  treeshake: { moduleSideEffects: false },
  output: { file: join(folder, 'read.mjs'), format: 'esm', codeSplitting: false },
  plugins: [
    {
      name: 'files-stay-where-they-are',
      transform: {
        filter: { code: 'import.meta.url' },
        handler: (code, id) => code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
      },
    },
    {
      name: 'list-inputs',
      writeBundle: (_, bundle) => {
        const ids = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds)
        const inputs = ids.map((id) => [at(id), statSync(id).size, statSync(id).mtimeMs])
        writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs))
      },
    },
  ],
}
