// How `reader.mjs` makes one file of `penstock sensor read`; given to rolldown, which Vite brings.
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = process.env.PENSTOCK_READER_FOLDER
const at = (id) => relative(root, id).replaceAll('\\', '/')
/** What else the reader is made of. */
const others = [fileURLToPath(import.meta.url)]

export default {
  input: join(root, 'packages/cli/src/processes/read.ts'),
  platform: 'node',
  cwd: root,
  // Without side effects but those of the entry: what `sensor read` does not use of a room, it need not hold.
  treeshake: { moduleSideEffects: false },
  output: { file: join(folder, 'read.mjs'), format: 'esm', codeSplitting: false },
  plugins: [
    {
      name: 'data-is-checked-now',
      load: {
        filter: { id: /packages\/catalogs\/src\/[^/]+\/checked\.ts$/ },
        async handler(id) {
          const { checkedData } = await import(pathToFileURL(id).href)
          for (const file of readdirSync(dirname(id))) if (file.endsWith('.json')) others.push(join(dirname(id), file))
          return `const text = ${JSON.stringify(JSON.stringify(checkedData()))}\nexport const checkedData = () => JSON.parse(text)`
        },
      },
    },
    {
      name: 'files-stay-where-they-are',
      transform: {
        filter: { code: 'import.meta.url' },
        handler: (code, id) => code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
      },
    },
    {
      // A schema that nothing asks is not made: the calls that make it have no other effect.
      name: 'schemas-are-pure',
      transform: {
        filter: { id: /packages\/(model|contract)\/src\/.*\.ts$/, code: /from 'zod'/ },
        handler(code) {
          const made = this.parse(code, { lang: 'ts' })
            .body.map((statement) => statement.declaration ?? statement)
            .flatMap(({ declarations = [] }) => declarations.map(({ init }) => init))
            .filter((init) => init?.type === 'CallExpression' || init?.object?.type === 'CallExpression')
          return made.reduceRight(
            (text, { start, end }) =>
              `${text.slice(0, start)}/* @__PURE__ */ (() => ${text.slice(start, end)})()${text.slice(end)}`,
            code,
          )
        },
      },
    },
    {
      // An import of a module of Node loads whatever its getters lead to (promises, streams, web crypto); asked for by name when first
      // called, only itself. And text of one byte a character is read and compiled in half the room.
      name: 'late-and-plain',
      generateBundle: (_, bundle) => {
        for (const chunk of Object.values(bundle)) {
          chunk.code = chunk.code
            .replaceAll(/^import \{ (.*) \} from "(node:.*)";$/gm, (_all, names, from) =>
              lateCalls(names.split(', '), from),
            )
            .replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        }
      },
    },
    {
      name: 'list-inputs',
      writeBundle: (_, bundle) => {
        const ids = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds)
        const inputs = [...ids, ...others].map((id) => [at(id), statSync(id).size, statSync(id).mtimeMs])
        writeFileSync(join(folder, 'inputs.json'), JSON.stringify(inputs))
      },
    },
  ],
}

function lateCalls(names, from) {
  return names
    .map((name) => {
      const [known, own = known] = name.split(' as ')
      const isFunction = typeof process.getBuiltinModule(from)[known] === 'function' && /^[a-z]/.test(known)
      if (!isFunction) throw new Error(`${known} of ${from} is no function`)
      return `const ${own} = (...given) => process.getBuiltinModule('${from}').${known}(...given)`
    })
    .join('\n')
}
