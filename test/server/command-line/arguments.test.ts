import { describe, expect, test } from 'vitest'
import { COMMANDS } from '#server/command-line/commands.ts'
import { aDesk } from './typing.ts'

const desk = aDesk()

describe('a command line that cannot be carried out', () => {
  test.each([
    [['plna'], 'There is no command "plna". Did you mean "plan"?'],
    [['xyzzy'], 'There is no command "xyzzy". "dunlin --help" lists all.'],
    [['rules'], '"dunlin rules" is followed by what to do: "rules list", "rules import", "rules export".'],
    [['plan', '--legder', 'x.csv'], '"dunlin plan" has no option "--legder". Did you mean "--ledger"?'],
    [['plan', '--ledger'], '--ledger of "dunlin plan" needs a value: --ledger FILE.'],
    [['plan', '--ledger', '--json'], '--ledger of "dunlin plan" needs a value: --ledger FILE.'],
    [['facts', '--json=yes'], '--json takes no value; found "yes". Write --json.'],
    [
      ['run', '--company', 'a', '--company', 'b'],
      '--company of "dunlin run" is given twice: "a" and "b". Give one.',
    ],
    [['plan'], 'Say where the books are: --ledger FILE, or --company ID for those in the database.'],
    [
      ['plan', '--company', 'a', '--ledger', 'x'],
      '--ledger does not go with --company: the books come from the database then.',
    ],
    [['plan', '--ledger', 'x.csv', '--as-of', '2026-03-31'], 'Name at least one rule file with --rule FILE.'],
    [
      ['plan', '--ledger', 'x.csv', '--rule', 'r.json'],
      'Say for which day to decide: --as-of DAY, such as --as-of 2026-01-31.',
    ],
    [
      ['plan', '--ledger', 'x.csv', '--rule', 'r.json', '--as-of', '2026-02-30'],
      '--as-of is "2026-02-30". Write an existing day as YYYY-MM-DD, such as 2026-01-31.',
    ],
    [['run'], 'Say for which company to run: --company ID.'],
    [['eval', '--facts', 'f.json'], 'Name at least one rule file with --rule FILE.'],
    [['check'], 'Name at least one rule file: dunlin check FILE...'],
    [['import', '--company', 'a'], 'Name one file to import; found 0.'],
    [
      ['rules', 'import', 'r.json', '--company', 'a', '--live', '--monitor'],
      'Give either --monitor or --live, not both.',
    ],
    [['facts', 'balanse'], 'There is no fact "balanse". Did you mean "balance"?'],
    [['serve', '--port', '70000'], '--port is "70000". Give a port from 1 to 65535, such as 3000.'],
  ])('%j says what would be right in one line, and ends with 1', async (argv, message) => {
    expect(await desk.type(...argv)).toEqual({ code: 1, out: '', err: `${message}\n` })
  })

  test('a file that is not there is named, and not as a fault', async () => {
    const { code, err } = await desk.type('check', 'nowhere.json')
    expect(err).toBe(
      'Cannot read the rule nowhere.json: there is no such file. Check the name and the directory you are in.\n',
    )
    expect(code).toBe(1)
  })

  test('a mapping that is not JSON says why', async () => {
    desk.file('items.csv', 'a,b\n')
    desk.file('broken.json', '{ "records": ')
    const argv = [
      '--ledger',
      'items.csv',
      '--mapping',
      'broken.json',
      '--rule',
      'r.json',
      '--as-of',
      '2026-03-31',
    ]
    const { code, err } = await desk.type('plan', ...argv)
    expect(err).toContain('Cannot read the mapping broken.json: it is not JSON: ')
    expect(code).toBe(1)
  })

  test('a directory without data says how to get some, and makes none', async () => {
    const { code, err } = await desk.type('run', '--company', 'acme', '--data', 'none')
    expect(err).toContain(
      'none yet. Start "dunlin serve", or load a file with "dunlin import FILE --company ID --create"',
    )
    expect(code).toBe(1)
  })
})

describe('help', () => {
  test('names every command', async () => {
    const { code, out } = await desk.type('--help')
    expect(code).toBe(0)
    for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`  ${name} +${summary}`))
    expect((await desk.type()).out).toBe(out)
  })

  test.each(COMMANDS.map(({ name }) => [name]))(
    '"%s --help" shows its forms and every option',
    async (name) => {
      const command = await COMMANDS.find((entry) => entry.name === name)!.load()
      const { code, out } = await desk.type(...name.split(' '), '--help')
      expect(code).toBe(0)
      expect(command.name).toBe(name)
      for (const form of command.usage) expect(out).toContain(`npx dunlin ${form}`)
      for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`)
      expect(await desk.type('help', ...name.split(' '))).toMatchObject({ out })
    },
  )

  test('the version is that of the package', async () => {
    expect((await desk.type('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
