import { useQuery } from '@tanstack/react-query'
import { isOffered } from '../data/may.ts'
import { useRole } from '../data/session.ts'
import { exactMoney } from '../format/money.ts'
import { Explained } from '../frame/explained.tsx'
import { chargesQuery, settleCharge } from './charge-data.ts'
import { customers as customerWords } from './words.ts'

const text = customerWords.charges

/** The finance charges rules have drafted for a customer; nothing where there are none. */
export function Charges({ id }: { id: string }) {
  const charges = useQuery(chargesQuery(id)).data?.charges ?? []
  const maySettle = isOffered(useRole(), 'approve-actions')
  if (charges.length === 0) return null
  return (
    <section aria-label={text.title}>
      <h2>{text.title}</h2>
      <div className="scroll-x">
        <table className="table">
          <thead>
            <tr>
              <th>{text.period}</th>
              <th>{text.document}</th>
              <th className="number">{text.amount}</th>
              <th>{text.state}</th>
            </tr>
          </thead>
          <tbody>
            {charges.map((charge) => (
              <tr key={charge.id}>
                <td>{charge.period}</td>
                <td>{charge.document ?? '–'}</td>
                <td className="number">{exactMoney(charge.amount)}</td>
                <td className="wrap">
                  {text.states[charge.state]}
                  {maySettle && charge.state === 'draft' && (
                    <div className="buttons">
                      <Explained
                        label={text.post}
                        sentence={text.postSentence}
                        change={(why) => settleCharge(charge.id, 'post', why)}
                      />
                      <Explained
                        label={text.void}
                        sentence={text.voidSentence}
                        change={(why) => settleCharge(charge.id, 'void', why)}
                      />
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
