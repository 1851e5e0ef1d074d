// Runs before the page is drawn: theme, language, and the shell's words in Chinese. Everything here may fail.
;(() => {
  const root = document.documentElement
  let kept = {}
  try {
    kept = { language: localStorage.getItem('kula.language'), theme: localStorage.getItem('kula.theme') }
  } catch {}
  if (kept.theme === 'light' || kept.theme === 'dark') root.dataset.theme = kept.theme
  const wanted = (navigator.languages || [navigator.language || 'en']).find((tag) => /^(en|zh)/i.test(tag)) || 'en'
  const language = kept.language || (wanted.startsWith('zh') ? 'zh' : 'en')
  if (language !== 'zh') return
  root.lang = 'zh-Hans'
  document.addEventListener('DOMContentLoaded', () => {
    for (const part of document.querySelectorAll('[data-zh]')) {
      if (part.placeholder) part.placeholder = part.dataset.zh
      else part.textContent = part.dataset.zh
    }
  })
})()
