// What becomes public, said before the first signature; then one grant.
import { useState } from 'react'
import type { Address } from 'viem'
import { useSignTypedData } from 'wagmi'
import { type Network, post } from '../api'
import { type Grant, randomNonce, signingDomain, types } from '../messages'
import { keepSession, newKey, type Session } from '../session'
import type { Words } from '../words'

const YEAR = 365 * 86_400
const PER_EPOCH = 200

interface Props {
  network: Network
  owner: Address
  words: Words
  onSigned: (session: Session) => void
}

export function Consent({ network, owner, words, onSigned }: Props) {
  const [licence, setLicence] = useState(network.licences[1] ?? network.licences[0] ?? 'CC-BY-4.0')
  const [problem, setProblem] = useState('')
  const { signTypedDataAsync } = useSignTypedData()
  async function sign() {
    const { secret, account } = newKey()
    const grant: Grant = {
      owner,
      key: account.address,
      payTo: owner,
      licences: [licence],
      origin: network.origin,
      maxPerEpoch: PER_EPOCH,
      expiry: BigInt(network.now + YEAR),
      nonce: randomNonce(),
    }
    const domain = signingDomain(network.chain_id, network.addresses.grants)
    try {
      const signature = await signTypedDataAsync({
        domain,
        types: { Grant: types.Grant },
        primaryType: 'Grant',
        message: grant,
      })
      const sent = {
        ...grant,
        licences: [...grant.licences],
        expiry: Number(grant.expiry),
        nonce: grant.nonce.toString(),
      }
      const { grant: hash } = await post('/v1/grants', { grant: sent, signature })
      onSigned(keepSession(network.addresses.grants, owner, secret, hash, licence))
    } catch (error) {
      setProblem(isRejection(error) ? words.rejected : `${words.problem} ${(error as Error).message}`)
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

export function isRejection(error: unknown): boolean {
  return error instanceof Error && (error.name === 'UserRejectedRequestError' || /reject|denied/i.test(error.message))
}
