import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserServer, chromium as playwright } from 'playwright-core'

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

/** A way into the one Chromium of this process. Closing it closes the pages opened through it and leaves Chromium to the next. */
export async function launchBrowser(): Promise<Browser> {
  running ??= launchChromium()
  return playwright.connect((await running).wsEndpoint())
}

/** Files share their process, so it starts once for each core; with the process it ends. */
let running: Promise<BrowserServer> | undefined

/** A Chromium of its own: that of `CHROMIUM_PATH`, the system's, or the one that comes as a package. */
export async function launchChromium(): Promise<BrowserServer> {
  const named = process.env.CHROMIUM_PATH
  if (named) return playwright.launchServer({ executablePath: named, args: QUIET })
  if (existsSync(SYSTEM_BROWSER))
    return playwright.launchServer({ executablePath: SYSTEM_BROWSER, args: QUIET })
  const executablePath = await chromium.executablePath()
  // The package is made for serverless use, where all of Chromium is one process; a second page then waits for ever.
  const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote')
  return playwright.launchServer({ executablePath, args: [...args, ...QUIET] })
}
