// Says what becomes public, before the first signature. Then asks for one grant.
import { useState } from 'react'
import type { Address } from 'viem'
import { useConfig } from 'wagmi'
import { grant } from '../actions/grant'
import type { Network } from '../api'
import { problemText } from '../problems'
import type { Session } from '../session'
import type { Words } from '../words'

interface Props {
  network: Network
  owner: Address
  words: Words
  onSigned: (session: Session) => void
}

export function Consent({ network, owner, words, onSigned }: Props) {
  const [licence, setLicence] = useState(network.licences[0] ?? 'CC0-1.0')
  const [problem, setProblem] = useState('')
  const config = useConfig()
  async function sign() {
    try {
      onSigned(await grant(config, { network, owner, licence }))
    } catch (error) {
      setProblem(problemText(error, words))
    }
  }
  return (
    <section aria-labelledby="consent">
      <h2 id="consent">{words.consentTitle}</h2>
      <p>{words.consent}</p>
      <label>
        {words.licence}{' '}
        <select value={licence} onChange={(event) => setLicence(event.target.value)}>
          {network.licences.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <p>{words.signNote}</p>
      <button type="button" onClick={sign}>
        {words.sign}
      </button>
      {problem && <p role="alert">{problem}</p>}
    </section>
  )
}
