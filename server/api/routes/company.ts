import { Hono } from 'hono'
import { z } from 'zod'
import { LimitsChange, limitsOf } from '#server/guards/company-limits.ts'
import { LanguageSettings } from '#server/mail/templates.ts'
import { RetentionSettings, retentionOf } from '#server/operations/retention-settings.ts'
import { companyById, setCompanyMode } from '#server/run/company.ts'
import { type ApiEnv, type ApiServices, actorOf } from '../api-context.ts'
import { describe } from '../describe.ts'
import { Listing } from '../page.ts'
import { viewAging } from '../queries/aging.ts'
import { listEntities, viewCompany } from '../queries/company.ts'
import { countWaiting } from '../queries/waiting.ts'
import { IdAsked, readBody, readQuery, Why } from '../read-request.ts'
import { WaitingView } from '../views/waiting.ts'
import { AgingView, COMPANY_MODES, CompanyView, EntitiesView, SettingsView } from '../views.ts'
import { changeSettings, stopSending } from '../writes/company-settings.ts'

const tag = 'company'
const Reason = z.strictObject({ why: Why })
const Mode = z.strictObject({ mode: z.enum(COMPANY_MODES), why: Why })
const Language = z.string().regex(/^[a-z]{2}$/, 'is the code of two letters, such as en or de')
const Settings = LimitsChange.extend({
  name: z.string().trim().min(1).max(200).exactOptional(),
  soloMode: z.boolean().exactOptional(),
  language: Language.exactOptional(),
  /** By the id of the legal entity. */
  entityLanguages: z.record(IdAsked, Language).exactOptional(),
  /** As a whole: what it leaves out is kept for ever. */
  retention: RetentionSettings.exactOptional(),
  why: Why,
})
const Format = Listing.pick({ format: true })

export function companyRoutes({ db, clock, shelf, wakeDispatch }: ApiServices) {
  const settingsOf = async (companyId: string): Promise<SettingsView> => {
    const row = await companyById(db, companyId)
    const languages = LanguageSettings.parse(row.settings)
    return {
      name: row.name,
      mode: row.mode,
      timeZone: row.timeZone,
      currency: row.currency,
      soloMode: row.settings.soloMode === true,
      language: languages.language ?? 'en',
      entityLanguages: languages.entityLanguages ?? {},
      limits: limitsOf(row.settings),
      retention: retentionOf(row.settings),
      sendingStopped:
        row.sendingStoppedAt === null
          ? null
          : { at: row.sendingStoppedAt.toISOString(), by: row.sendingStoppedBy ?? '' },
    }
  }
  return new Hono<ApiEnv>()
    .get(
      '/company',
      describe({ summary: 'The company and its entities', tag, answer: CompanyView }),
      async (c) => {
        const principal = c.get('principal')
        const row = await companyById(db, principal.companyId)
        return c.json(await viewCompany(db, row, { asOf: clock.today(row.timeZone), principal }))
      },
    )
    .get(
      '/entities',
      describe({ summary: 'The legal entities', tag, answer: EntitiesView, table: 'entities' }),
      readQuery(Format),
      async (c) => {
        const view: EntitiesView = { entities: await listEntities(db, c.get('principal')) }
        return c.json(view)
      },
    )
    .get(
      '/aging',
      describe({ summary: 'What is open, by age', tag, answer: AgingView, table: 'lines' }),
      readQuery(Format),
      async (c) => {
        const principal = c.get('principal')
        const row = await companyById(db, principal.companyId)
        const { snapshot } = await shelf.booksOf(row)
        return c.json(viewAging(snapshot, { asOf: clock.today(row.timeZone), principal }))
      },
    )
    .get(
      '/waiting',
      describe({ summary: 'How much waits for somebody, by where it waits', tag, answer: WaitingView }),
      async (c) => c.json(await countWaiting(db, c.get('principal'))),
    )
    .get(
      '/settings',
      describe({ summary: 'The settings of the company', tag, answer: SettingsView }),
      async (c) => c.json(await settingsOf(c.get('principal').companyId)),
    )
    .patch(
      '/settings',
      describe({ summary: 'Change settings', tag, answer: SettingsView }),
      readBody(Settings),
      async (c) => {
        const { companyId } = c.get('principal')
        const { why, ...change } = c.req.valid('json')
        await changeSettings(db, { companyId, actor: actorOf(c).name, now: clock.now(), why }, change)
        return c.json(await settingsOf(companyId))
      },
    )
    .put(
      '/company/mode',
      describe({
        summary: 'Go live, or back to test mode; what waits in the outbox is cancelled',
        tag,
        answer: SettingsView,
      }),
      readBody(Mode),
      async (c) => {
        const { companyId } = c.get('principal')
        await setCompanyMode(db, {
          companyId,
          actor: actorOf(c).name,
          now: clock.now(),
          ...c.req.valid('json'),
        })
        return c.json(await settingsOf(companyId))
      },
    )
    .post(
      '/company/stop-sending',
      describe({ summary: 'Stop all sending at once', tag, answer: SettingsView }),
      readBody(Reason),
      async (c) => {
        const { companyId } = c.get('principal')
        const { why } = c.req.valid('json')
        await stopSending(db, { companyId, actor: actorOf(c).name, now: clock.now(), why }, true)
        return c.json(await settingsOf(companyId))
      },
    )
    .post(
      '/company/resume-sending',
      describe({ summary: 'Let sending go on', tag, answer: SettingsView }),
      readBody(Reason),
      async (c) => {
        const { companyId } = c.get('principal')
        const { why } = c.req.valid('json')
        await stopSending(db, { companyId, actor: actorOf(c).name, now: clock.now(), why }, false)
        await wakeDispatch?.(companyId)
        return c.json(await settingsOf(companyId))
      },
    )
}
