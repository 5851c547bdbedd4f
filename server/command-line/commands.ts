import type { Command } from './command.ts'

/** A command before it is loaded: only the one that is called is. */
export type CommandEntry = {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, in the order in which people meet them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'start the server and the pages',
    load: async () => (await import('./serve-command.ts')).serveCommand,
  },
  {
    name: 'worker',
    summary: 'send and decide beside a server, on PostgreSQL',
    load: async () => (await import('./worker-command.ts')).workerCommand,
  },
  {
    name: 'plan',
    summary: 'decide, and send nothing',
    load: async () => (await import('./plan-command.ts')).planCommand,
  },
  {
    name: 'run',
    summary: 'decide, record, and put actions into the outbox',
    load: async () => (await import('./run-command.ts')).runCommand,
  },
  {
    name: 'explain',
    summary: 'why a rule does or does not act for one customer or invoice',
    load: async () => (await import('./explain-command.ts')).explainCommand,
  },
  {
    name: 'eval',
    summary: 'rules over facts that are written down',
    load: async () => (await import('./eval-command.ts')).evalCommand,
  },
  {
    name: 'facts',
    summary: 'the facts a rule may ask for',
    load: async () => (await import('./facts-command.ts')).factsCommand,
  },
  {
    name: 'check',
    summary: 'validate rules and run their tests',
    load: async () => (await import('./check-command.ts')).checkCommand,
  },
  {
    name: 'import',
    summary: 'load open items, customers, contacts or payments from a file',
    load: async () => (await import('./import-command.ts')).importCommand,
  },
  {
    name: 'rules list',
    summary: 'the rules of a company',
    load: async () => (await import('./rules-list-command.ts')).rulesListCommand,
  },
  {
    name: 'rules import',
    summary: 'take rules over from files, also from json-rules-engine',
    load: async () => (await import('./rules-import-command.ts')).rulesImportCommand,
  },
  {
    name: 'rules export',
    summary: 'write a rule out, also as plain json-rules-engine rules',
    load: async () => (await import('./rules-export-command.ts')).rulesExportCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the database up to this version',
    load: async () => (await import('./migrate-command.ts')).migrateCommand,
  },
  {
    name: 'backup',
    summary: 'write everything into one file',
    load: async () => (await import('./backup-command.ts')).backupCommand,
  },
  {
    name: 'restore',
    summary: 'fill an empty database from a backup',
    load: async () => (await import('./restore-command.ts')).restoreCommand,
  },
  {
    name: 'keys rotate',
    summary: 'seal the stored secrets with a new key',
    load: async () => (await import('./keys-rotate-command.ts')).keysRotateCommand,
  },
  {
    name: 'erase',
    summary: 'erase what is known of a person or a customer',
    load: async () => (await import('./erase-command.ts')).eraseCommand,
  },
  {
    name: 'retention',
    summary: 'how long a company keeps decisions and letters',
    load: async () => (await import('./retention-command.ts')).retentionCommand,
  },
  {
    name: 'password-link',
    summary: 'let a user in who has forgotten the password',
    load: async () => (await import('./password-link-command.ts')).passwordLinkCommand,
  },
  {
    name: 'audit verify',
    summary: 'make sure that nobody has changed the audit',
    load: async () => (await import('./audit-verify-command.ts')).auditVerifyCommand,
  },
  {
    name: 'doctor',
    summary: 'look for what keeps Dunlin from working',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
]
