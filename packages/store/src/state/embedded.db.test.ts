import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { keepClusterImage, openEmbeddedStore, type Scope, type Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { migratedFolder } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CLUSTER_IMAGES } from './cluster-image.ts'
import { openDataDirectory } from './data-directory.ts'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const root = mkdtempSync(join(tmpdir(), 'penstock-embedded-'))
afterAll(() => rmSync(root, { recursive: true }))

let folder: string
beforeEach(async () => {
  folder = await migratedFolder('core')
})
afterEach(() => rmSync(folder, { recursive: true }))

function open(): Promise<Store<CoreTables>> {
  return openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
}

test('what was stored is there on reopening', async () => {
  {
    await using store = await open()
    await addSite(store, 'north')
  }
  await using store = await open()
  expect(await sites(store)).toEqual(['north'])
})

test('a second opening is refused while the first lasts, in this process and in another', async () => {
  await using _store = await open()
  const said = `${folder} is open in another penstock process; stop that one, or name another folder with --data`
  await expect(open()).rejects.toMatchObject({ code: 'store.locked', message: said })
  const other = await runNode(`
    import { openEmbeddedStore } from '@penstock/store/state'
    await openEmbeddedStore({ folder: ${JSON.stringify(folder)}, schema: 'core' }).catch((e) => console.log(e.message))`)
  expect(other).toBe(said)
})

test('a folder that a killed process held is free at once', async () => {
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '-e',
      `
      import { openEmbeddedStore } from '@penstock/store/state'
      globalThis.store = await openEmbeddedStore({ folder: ${JSON.stringify(folder)}, schema: 'core' })
      console.log('open'); setInterval(() => 0, 1000)`,
    ],
    { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise((done) => holder.stdout.once('data', done))
  await expect(open()).rejects.toMatchObject({ code: 'store.locked' })
  const hasExited = new Promise((done) => holder.once('exit', done))
  holder.kill('SIGKILL')
  await hasExited
  await using store = await open()
  expect(await store.health()).toBe(true)
})

describe('a data directory', () => {
  test('whose making was cut short is made anew', async () => {
    rmSync(join(folder, 'pg'), { recursive: true })
    mkdirSync(join(folder, 'pg.making', 'base'), { recursive: true })
    writeFileSync(join(folder, 'pg.making', 'PG_VERSION'), '18\n')
    await using store = await open()
    expect(await sites(store)).toEqual([])
    expect(readdirSync(folder)).not.toContain('pg.making')
  })

  // Copied from the image that is kept, and by the engine where none is.
  test.each([
    { name: 'copied', images: CLUSTER_IMAGES, momentsMs: [0, 60, 200] },
    { name: 'made by the engine', images: join(root, 'no images'), momentsMs: [0, 800, 2500] },
  ])(
    'that is $name is whole or not there when the process is killed meanwhile',
    async ({ name, images, momentsMs }) => {
      await keepClusterImage()
      for (const afterMs of momentsMs) {
        const place = join(root, `${name} ${afterMs}`)
        mkdirSync(place)
        const script = `
        import { openDataDirectory } from './data-directory.ts'
        await openDataDirectory(${JSON.stringify(place)}, ${JSON.stringify(images)})
        process.exit()`
        const maker = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
          cwd: import.meta.dirname,
          stdio: 'ignore',
        })
        const hasExited = new Promise((done) => maker.once('exit', done))
        await expect.poll(() => readdirSync(place), { timeout: 60_000, interval: 2 }).not.toEqual([])
        await new Promise((done) => setTimeout(done, afterMs))
        maker.kill('SIGKILL')
        await hasExited
        await using store = await openEmbeddedStore({ folder: place, schema: 'monitoring' })
        expect(await store.health(), `killed after ${afterMs} ms`).toBe(true)
        expect(existsSync(join(place, 'pg.making'))).toBe(false)
      }
    },
  )

  test('is the same, copied or made by the engine', async () => {
    await keepClusterImage()
    const seen: unknown[] = []
    for (const images of [CLUSTER_IMAGES, join(root, 'no images')]) {
      const place = mkdtempSync(join(root, 'same-'))
      const engine = await openDataDirectory(place, images)
      seen.push(await lookedThrough(engine))
      await engine.close()
    }
    expect(seen[0]).toEqual(seen[1])
  })

  test('that lacks its control file is refused with its place and the mend', async () => {
    rmSync(join(folder, 'pg', 'global', 'pg_control'))
    await expect(open()).rejects.toMatchObject({ code: 'store.not-whole' })
    await expect(open()).rejects.toThrow(`${join(folder, 'pg')} is not a whole database`)
    await expect(open()).rejects.toThrow('restore the folder from a backup')
  })

  test('of another engine version is refused with both versions', async () => {
    writeFileSync(join(folder, 'pg', 'PG_VERSION'), '19\n')
    await expect(open()).rejects.toMatchObject({ code: 'store.engine-version' })
    await expect(open()).rejects.toThrow('was made by PostgreSQL 19, this program has 18')
  })

  test('is readable by its owner only', async () => {
    const place = join(root, 'new')
    await using _store = await openEmbeddedStore({ folder: place, schema: 'core' })
    expect(statSync(place).mode & 0o777).toBe(0o700)
    expect(statSync(join(place, 'pg')).mode & 0o077).toBe(0)
  })
})

describe('migrations', () => {
  async function asOwner(text: string): Promise<void> {
    await using store = await open()
    await store.transaction(HUB, async (tx) => {
      await sql`set local role postgres`.execute(tx)
      await sql.raw(text).execute(tx)
    })
  }

  test('are applied once: reopening applies nothing', async () => {
    const read = async () => {
      await using store = await open()
      return await store.transaction(HUB, async (tx) => (await sql`select * from penstock.migration`.execute(tx)).rows)
    }
    const first = await read()
    expect(first.length).toBeGreaterThan(5)
    expect(await read()).toEqual(first)
  })

  test('of a newer program are refused, by name, with the mend', async () => {
    await asOwner(`insert into penstock.migration (name, hash) values ('29991231T0000Z-later.sql', 'x')`)
    await expect(open()).rejects.toMatchObject({ code: 'store.newer' })
    await expect(open()).rejects.toThrow(
      /written by a newer penstock \(this one does not know the migration 29991231T0000Z-later\.sql\); start the newer one/,
    )
  })

  test('that were applied and then changed are refused, by name', async () => {
    await asOwner(`update penstock.migration set hash = 'x' where name like '%-audit.sql'`)
    await expect(open()).rejects.toMatchObject({ code: 'store.migration-changed' })
    await expect(open()).rejects.toThrow(/the migration \S+-audit\.sql is not the one that was applied here/)
  })

  test('a refused store is let go of', async () => {
    await asOwner(`insert into penstock.migration (name, hash) values ('29991231T0000Z-later.sql', 'x')`)
    await expect(open()).rejects.toMatchObject({ code: 'store.newer' })
    await expect(open()).rejects.toMatchObject({ code: 'store.newer' })
  })
})

test('a wedged engine is not healthy, and can still be closed', async () => {
  {
    await using store = await open()
    expect(await store.health()).toBe(true)
    // The engine cannot run programs; asked to, it stops answering anything.
    const asked = Promise.withResolvers<void>()
    void store.transaction(HUB, async (tx) => {
      await sql`set local role postgres`.execute(tx)
      setTimeout(asked.resolve, 10)
      await sql.raw(`copy (select 1) to program 'true'`).execute(tx)
    })
    await asked.promise
    expect(await store.health()).toBe(false)
  }
  await using again = await open()
  expect(await again.health()).toBe(true)
})

async function addSite(store: Store<CoreTables>, site: string): Promise<void> {
  await store.transaction(HUB, (tx) =>
    tx.insertInto('site').values({ site, name: site, created_at: '2026-10-01T06:00:00Z' }).execute(),
  )
}

async function sites(store: Store<CoreTables>): Promise<readonly string[]> {
  const rows = await store.transaction(HUB, (tx) => tx.selectFrom('site').select('site').execute())
  return rows.map(({ site }) => site)
}

/** Settings, databases, roles and how many entries each catalog has. */
async function lookedThrough(engine: PGlite): Promise<unknown> {
  const catalogs = await engine.query<{ relname: string }>(
    `select relname from pg_class where relkind = 'r' and relnamespace = 'pg_catalog'::regnamespace order by 1`,
  )
  const counts = catalogs.rows.map(
    ({ relname }) => `select '${relname}' as name, count(*)::int as rows from ${relname}`,
  )
  const asked = [
    counts.join(' union all '),
    `select name, setting from pg_settings where setting not like '/%' order by 1`,
    'select datname, datcollate, encoding, datistemplate from pg_database order by 1',
    'select rolname, rolsuper, rolcanlogin from pg_roles order by 1',
  ]
  const answers = []
  for (const sql of asked) answers.push((await engine.query(sql)).rows)
  return answers
}

/** Runs a module in another process and gives what it prints. */
async function runNode(text: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', text], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += String(chunk)
  })
  await new Promise((done) => child.once('exit', done))
  return printed.trim()
}
