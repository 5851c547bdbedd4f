import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { fillTemplate, TEMPLATE_GOALS } from '#engine/rule-template.ts'
import { isOffered } from '../data/may.ts'
import { companyQuery } from '../data/queries.ts'
import { useRole } from '../data/session.ts'
import { Loaded } from '../frame/loaded.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { LANGUAGE } from '../words/language.ts'
import { words } from '../words/words.ts'
import { BlankRule } from './blank-rule.tsx'
import './gallery.css'
import { CountLine } from './count-line.tsx'
import { firstAnswers } from './first-answers.ts'
import { countsQuery, type Template, type TemplateCount, templatesQuery } from './gallery-data.ts'
import { ImportRules } from './import-rules.tsx'
import { TemplateForm } from './template-form.tsx'

const text = words.gallery

type Props = {
  /** The template whose questions are being answered. */
  readonly chosen: string | null
  readonly onChoose: (rule: string | null) => void
  readonly onMade: (ruleId: string, where: 'preview' | 'edit') => void
}

/** Where rules begin: templates by what they are for, with what each comes to on these books today; a blank rule; a file. */
export function GalleryPage({ chosen, onChoose, onMade }: Props) {
  const templates = useQuery(templatesQuery)
  const mayEdit = isOffered(useRole(), 'edit-rules')
  return (
    <>
      <PageTitle title={text.title} />
      <p className="dimmed">{mayEdit ? text.sentence : text.notForYou}</p>
      <Loaded query={templates} rows={12}>
        {(found) => (
          <Goals
            templates={found.templates}
            chosen={mayEdit ? chosen : null}
            {...{ mayEdit, onChoose, onMade }}
          />
        )}
      </Loaded>
      {mayEdit && (
        <section className="panel">
          <h2>{text.otherWays}</h2>
          <div className="other-ways">
            <BlankRule onMade={onMade} />
            <ImportRules onMade={onMade} />
          </div>
        </section>
      )}
    </>
  )
}

function Goals({ templates, ...rest }: Props & { templates: readonly Template[]; mayEdit: boolean }) {
  const currency = useQuery(companyQuery).data?.currency
  // A card counts what its form would make: amounts in the currency of the company.
  const documents = useMemo(
    () =>
      currency === undefined
        ? []
        : templates.map((template) =>
            fillTemplate(template, template.document, {
              answers: firstAnswers(template, currency),
              language: LANGUAGE,
            }),
          ),
    [templates, currency],
  )
  const counts = useQuery(countsQuery(documents))
  const countOf = (template: Template) => counts.data?.counts[templates.indexOf(template)] ?? null
  return TEMPLATE_GOALS.map((goal) => {
    const own = templates.filter((template) => template.goal === goal)
    if (own.length === 0) return null
    return (
      <section key={goal} className="panel">
        <h2>{text.goals[goal]}</h2>
        <ul className="cards">
          {own.map((template) => (
            <li key={template.rule} className="card">
              <Card template={template} count={countOf(template)} {...rest} />
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function Card({
  template,
  count,
  chosen,
  mayEdit,
  onChoose,
  onMade,
}: Props & { template: Template; count: TemplateCount | null; mayEdit: boolean }) {
  const isChosen = chosen === template.rule
  return (
    <>
      <h3>{template.title[LANGUAGE]}</h3>
      <p>{template.about[LANGUAGE]}</p>
      {isChosen ? (
        <TemplateForm template={template} onBack={() => onChoose(null)} onMade={onMade} />
      ) : (
        <>
          <CountLine count={count} />
          <div className="dimmed">{text.needs}</div>
          <ul className="needs">
            {template.needs.map((need) => (
              <li key={need.en}>{need[LANGUAGE]}</li>
            ))}
          </ul>
          {mayEdit && (
            <Button
              size="xs"
              variant="default"
              aria-label={text.takeNamed(template.title[LANGUAGE])}
              onClick={() => onChoose(template.rule)}
            >
              {text.use}
            </Button>
          )}
        </>
      )}
    </>
  )
}
