// A link out of an answer. It leads to http, https and mail only.
const SAFE = /^(https?:|mailto:)/i

export function Anchor({ url, children }: { url: string; children: React.ReactNode }) {
  if (!SAFE.test(url)) return <span>{children}</span>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
