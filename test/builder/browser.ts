import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

const SYSTEM_BROWSER = '/usr/bin/chromium'

/** Started as a tool of ours: no sandbox within a container, and nothing that talks to the outside by itself. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** A Chromium for tests: that of `CHROMIUM_PATH`, the system's, or the one that comes as a package. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH
  if (named) return playwright.launch({ executablePath: named, args: QUIET })
  if (existsSync(SYSTEM_BROWSER)) return playwright.launch({ executablePath: SYSTEM_BROWSER, args: QUIET })
  const executablePath = await chromium.executablePath()
  // The package is made for serverless use, where all of Chromium is one process; a second page then waits for ever.
  const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote')
  return playwright.launch({ executablePath, args: [...args, ...QUIET] })
}
