// Brings an account back from its recovery code.
import { type FormEvent, useState } from 'react'
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { Sheet } from '../../parts/Sheet'
import { close, open } from '../flow'

export function CodeSheet() {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const [isWrong, setWrong] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const { keyOfCode } = await import('../recovery')
    const secret = keyOfCode(code)
    if (secret) open({ name: 'consent', through: { kind: 'code', secret } })
    else setWrong(true)
  }
  return (
    <Sheet title={t('Enter a recovery code')} onClose={close}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <div className="field">
          <label htmlFor="code">{t('Recovery code, 15 groups')}</label>
          <textarea
            id="code"
            data-first
            className="input code-input"
            rows={3}
            value={code}
            aria-invalid={isWrong}
            aria-describedby="code-wrong"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setCode(event.target.value)
              setWrong(false)
            }}
          />
          <p className="state state-bad" id="code-wrong" role="alert">
            {isWrong && (
              <>
                <Icon name="alert" />
                {t('A letter is wrong or missing. The code has 60 letters and digits.')}
              </>
            )}
          </p>
        </div>
        <button type="submit" className="btn btn-main btn-wide" disabled={!code.trim()}>
          {t('Go on')}
        </button>
      </form>
    </Sheet>
  )
}
