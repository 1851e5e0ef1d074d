// Brings an account back from its recovery code, or signs with it where no passkey is.
import { type FormEvent, useState } from 'react'
import { type Message, useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { Sheet } from '../../parts/Sheet'
import { close, open, type Signer } from '../flow'

export function CodeSheet({ signer }: { signer?: Signer | undefined }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<Message | null>(null)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const { keyOfCode } = await import('../recovery')
    const secret = keyOfCode(code)
    if (!secret) return setFault('A letter is wrong or missing. The code has 60 letters and digits.')
    if (!signer) return open({ name: 'consent', through: { kind: 'code', secret } })
    const { privateKeyToAccount } = await import('@kula/client/signing')
    if (privateKeyToAccount(secret).address !== signer.owner) return setFault('This code belongs to another account.')
    signer.give(secret)
    close()
  }
  return (
    <Sheet title={t('Enter a recovery code')} onClose={close}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {signer && <p className="soft">{t('Your account has no passkey on this device. The recovery code signs.')}</p>}
        <div className="field">
          <label htmlFor="code">{t('Recovery code, 15 groups')}</label>
          <textarea
            id="code"
            data-first
            className="input code-input"
            rows={3}
            value={code}
            aria-invalid={fault !== null}
            aria-describedby="code-wrong"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setCode(event.target.value)
              setFault(null)
            }}
          />
          <p className="state state-bad" id="code-wrong" role="alert">
            {fault && (
              <>
                <Icon name="alert" />
                {t(fault)}
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
