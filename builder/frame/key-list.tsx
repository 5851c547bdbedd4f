import { words } from '../words/words.ts'
import type { Destination } from './destinations.ts'
import { Modal } from './modal.tsx'

const text = words.frame.keys

/** Every key there is, by where it works. */
export function KeyList({ pages, onClose }: { pages: readonly Destination[]; onClose: () => void }) {
  const goTo = pages.map(({ key, title }) => [`g ${key}`, text.goTo(title)] as const)
  return (
    <Modal label={text.title} className="keys-modal" onClose={onClose}>
      <h2>{text.title}</h2>
      <div className="keys-columns">
        <Keys title={text.everywhere} keys={[...text.frame, ...goTo]} />
        {text.places.map(({ title, keys }) => (
          <Keys key={title} title={title} keys={keys} />
        ))}
      </div>
      <button type="button" className="filter-button" onClick={onClose}>
        {text.close}
      </button>
    </Modal>
  )
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly string[])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={`${key} ${what}`} className="fact-row">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
