import { Link } from '@tanstack/react-router'
import type { Subject } from '#engine/fact-spec.ts'
import type { ImpactView } from '#server/client.ts'
import { Amounts } from '../format/amounts.tsx'
import { readableCount } from '../format/count.ts'
import type { Door } from '../preview/preview-data.ts'
import { words } from '../words/words.ts'
import type { Group } from './publish-data.ts'
import { publish as text } from './words.ts'

const counted = words.gallery.counted

/** Whom publishing touches, and how much at once. */
export function WhoAndHowMuch({ id, impact, subject }: { id: string; impact: ImpactView; subject: Subject }) {
  const volume = impact.firstRun['act-now']
  const later = impact.firstRun['from-now-on']
  return (
    <>
      <section className="panel">
        <h2>{text.who}</h2>
        <table className="table impact-table">
          <tbody>
            <GroupRow
              id={id}
              title={text.newly}
              group={impact.newlyTouched}
              subject={subject}
              door={{ change: 'entering' }}
            />
            <GroupRow
              id={id}
              title={text.noLonger}
              group={impact.noLongerTouched}
              subject={subject}
              door={{ change: 'leaving' }}
            />
            <GroupRow
              id={id}
              title={text.changed}
              group={impact.changed}
              subject={subject}
              door={{ change: 'changed' }}
            />
          </tbody>
        </table>
        <p className="dimmed">
          {text.unchanged(counted[subject](readableCount(impact.unchanged), impact.unchanged))}
        </p>
      </section>
      <section className="panel">
        <h2>{text.howMuch}</h2>
        <p>{text.volume(readableCount(volume.recipients), readableCount(volume.customers))}</p>
        <ul>
          {volume.acts.map(({ step, sentence, count }) => (
            <li key={step}>
              <span className="number">{readableCount(count)}</span> × {sentence}
            </li>
          ))}
        </ul>
        {later.customers !== volume.customers && (
          <p className="dimmed">{text.volumeLater(readableCount(later.customers))}</p>
        )}
        {volume.isOverCap && <p className="refusal">{text.overCap}</p>}
      </section>
    </>
  )
}

/** Which other rules touch the same customers, and the holds of this rule that are in force. */
export function OverlapsAndHolds({ impact }: { impact: ImpactView }) {
  return (
    <>
      <section className="panel">
        <h2>{text.overlaps}</h2>
        {impact.overlaps.length === 0 ? (
          <p className="dimmed">{text.noOverlaps}</p>
        ) : (
          <ul className="plain-list">
            {impact.overlaps.map(({ rule, name, customers, bothDo }) => (
              <li key={rule}>
                <Link to="/rules/$ruleId" params={{ ruleId: rule }}>
                  {name}
                </Link>
                {': '}
                {bothDo.length === 0
                  ? text.overlapNothing(readableCount(customers))
                  : text.overlap(readableCount(customers), bothDo.map((kind) => text.kinds[kind]).join(', '))}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="panel">
        <h2>{text.holds}</h2>
        <p className="dimmed">
          {impact.openHolds.length === 0
            ? text.noHolds
            : text.openHolds(readableCount(impact.openHolds.length))}
        </p>
      </section>
    </>
  )
}

function GroupRow({
  id,
  title,
  group,
  subject,
  door,
}: {
  id: string
  title: string
  group: Group
  subject: Subject
  door: Door
}) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="number">
        {group.count === 0 ? (
          counted[subject](readableCount(group.count), group.count)
        ) : (
          <Link to="/rules/$ruleId/preview" params={{ ruleId: id }} search={door}>
            {counted[subject](readableCount(group.count), group.count)}
          </Link>
        )}
      </td>
      <td className="number">
        <Amounts money={group.open} />
      </td>
      <td className="wrap dimmed">
        <Names group={group} />
      </td>
    </tr>
  )
}

/** Those of a group that the server names, each a way to their page. */
export function Everybody({ group: { first, count } }: { group: Group }) {
  return (
    <ul className="named">
      {first.map(({ id, name, customerId }) => (
        <li key={id}>
          <Link to="/customers/$customerId" params={{ customerId }}>
            {name}
          </Link>
        </li>
      ))}
      {count > first.length && (
        <li className="dimmed">{text.andMore(readableCount(count - first.length))}</li>
      )}
    </ul>
  )
}

/** The first of a group by name. */
function Names({ group: { first, count } }: { group: Group }) {
  const named = first.slice(0, 5)
  return (
    <>
      {named.map(({ name }) => name).join(', ')}
      {count > named.length && ` ${text.andMore(readableCount(count - named.length))}`}
    </>
  )
}
