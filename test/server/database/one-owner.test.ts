import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { company } from '#server/database/company-tables.ts'
import { openDatabase } from '#server/database/open.ts'
import { prepareDataDir } from './kept-images.ts'

test('a data directory has one owner: the second is told who, and after a crash the next finds every row', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dunlin-owner-'))
  await prepareDataDir(dataDir)
  const script = fileURLToPath(new URL('./hold-directory.ts', import.meta.url))
  const owner = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(owner.stdout, 'data')
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({
      name: 'DataDirectoryHeldError',
      holder: { pid: owner.pid },
    })
    const ended = once(owner, 'exit')
    owner.kill('SIGKILL')
    await ended
    const next = await openDatabase({ dataDir })
    expect(await next.db.select({ id: company.id }).from(company)).toEqual([{ id: 'acme' }])
    await next.close()
  } finally {
    owner.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  }
})
