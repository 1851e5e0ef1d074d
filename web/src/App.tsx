// The page: connect, consent, then chat and records.
import { useEffect, useState } from 'react'
import { useAccount, useDisconnect, useSwitchChain } from 'wagmi'
import type { Network } from './api'
import { Chat } from './chat/Chat'
import { Connect } from './connect/Connect'
import { Consent } from './connect/Consent'
import { Records } from './records/Records'
import { readSession, type Session } from './session'
import { dictionary, type Language } from './words'

export function App({ network }: { network: Network }) {
  const [language, setLanguage] = useState<Language>(readLanguage)
  const words = dictionary[language]
  useEffect(() => {
    document.documentElement.lang = language
    localStorage.setItem('kula.language', language)
  }, [language])
  return (
    <>
      <header>
        <h1>{words.title}</h1>
        <button type="button" onClick={() => setLanguage(language === 'en' ? 'zh' : 'en')}>
          {language === 'en' ? '中文' : 'English'}
        </button>
      </header>
      <main>
        <p className="lead">{words.lead}</p>
        <Account network={network} language={language} />
      </main>
    </>
  )
}

function readLanguage(): Language {
  const kept = localStorage.getItem('kula.language') ?? navigator.language
  return kept.startsWith('zh') ? 'zh' : 'en'
}

function Account({ network, language }: { network: Network; language: Language }) {
  const words = dictionary[language]
  const { address, chainId, isConnected } = useAccount()
  const { switchChain } = useSwitchChain()
  const { disconnect } = useDisconnect()
  const [session, setSession] = useState<Session | null>(null)
  useEffect(() => {
    setSession(address ? readSession(network.addresses.grants, address) : null)
  }, [address, network])
  if (!isConnected || !address) return <Connect words={words} />
  if (chainId !== network.chain_id)
    return (
      <section aria-labelledby="chain">
        <h2 id="chain">{words.wrongChain}</h2>
        <button type="button" onClick={() => switchChain({ chainId: network.chain_id })}>
          {words.switchChain}
        </button>
      </section>
    )
  return (
    <>
      <p className="account">
        <code>{address}</code>{' '}
        <button type="button" className="plain" aria-label={words.disconnect} onClick={() => disconnect()}>
          ×
        </button>
      </p>
      {session ? (
        <>
          <Chat network={network} session={session} words={words} />
          <Records network={network} session={session} language={language} onEnded={() => setSession(null)} />
        </>
      ) : (
        <Consent network={network} owner={address} words={words} onSigned={setSession} />
      )}
    </>
  )
}
