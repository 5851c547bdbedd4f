import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { PageVariables } from './security-headers.ts'

const zip = promisify(gzip)

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
}

/** Stands in the built page where the nonce of each answer goes; `builder/vite.config.ts` writes it there. */
export const NONCE_PLACE = '__NONCE__'

type BuiltFile = { readonly type: string; readonly plain: Buffer; zipped: Buffer | null }

/**
 * Answers with the built builder. All its files are read once, so a path can only ever name one of them. Any other path is a
 * page of the builder's own router and gets the one HTML page.
 */
export function builderFiles(builderDir: string) {
  const files = readBuiltFiles(builderDir)
  const page = files.get('/index.html')?.plain.toString('utf8')

  return async (c: Context<PageVariables>): Promise<Response> => {
    const file = c.req.path === '/index.html' ? undefined : files.get(c.req.path)
    if (file !== undefined) return answerFile(c, file)
    if (c.req.path.startsWith('/assets/')) return c.text('This file is not part of the current build.', 404)
    if (page === undefined)
      return c.text('The pages are not built yet. Run "npm run build" once and start again.', 503)
    c.header('cache-control', 'no-store')
    return c.html(page.replaceAll(NONCE_PLACE, c.get('nonce')))
  }
}

async function answerFile(c: Context<PageVariables>, file: BuiltFile): Promise<Response> {
  c.header('content-type', file.type)
  c.header('vary', 'accept-encoding')
  // Names of built files contain a digest of their content, so a changed file has another name.
  c.header(
    'cache-control',
    c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  if (!(c.req.header('accept-encoding') ?? '').includes('gzip')) return c.body(new Uint8Array(file.plain))
  file.zipped ??= await zip(file.plain)
  c.header('content-encoding', 'gzip')
  return c.body(new Uint8Array(file.zipped))
}

function readBuiltFiles(builderDir: string): Map<string, BuiltFile> {
  if (!existsSync(builderDir)) return new Map()
  const found = readdirSync(builderDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const type = CONTENT_TYPES[extname(entry.name)] ?? 'application/octet-stream'
      const address = path.slice(builderDir.replace(/\/$/, '').length).replaceAll('\\', '/')
      return [address, { type, plain: readFileSync(path), zipped: null }]
    }),
  )
}
