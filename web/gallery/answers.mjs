// What the gallery's gateway says.
const ANSWERS = {
  sky: `Sunlight holds all colours. The air scatters short waves, which are **blue**, far more than long ones.

- **At noon** light comes down a short way, so the scattered blue reaches you from the whole sky.
- **At sunset** it crosses far more air. Most of the blue is lost on the way, and red is left.`,
  python: `Walk the list once and keep a **set** of what you have seen.

\`\`\`python
def unique(items):
    seen = set()
    return [x for x in items if not (x in seen or seen.add(x))]

print(unique([3, 1, 3, 2]))  # [3, 1, 2]
\`\`\`

| value | kept |
|---|---|
| 3 | once |
| 1 | once |

See [the manual](https://docs.python.org/3/) or <img src=x onerror=alert(1)> and [this](javascript:alert(1)).`,
  moon: 'The first crewed Moon landing was on 21 July 1969, by Apollo 12.',
  zh: '天空是蓝色的，因为空气对**短波**的散射更强。\n\n1. 中午光线路程短\n2. 日落时路程长',
}

export function answerFor(question, seed = 0) {
  if (/[\u4e00-\u9fff]/.test(question)) return ANSWERS.zh
  const name = Object.keys(ANSWERS).find((word) => question.toLowerCase().includes(word))
  const end = seed % 2 ? '\n\nThat is all.' : ''
  return (ANSWERS[name] ?? `You asked: ${question}\n\nHere is a short answer, in two sentences. It may be wrong.`) + end
}

export function parts(text) {
  return text.match(/[\s\S]{1,6}/g)
}

const hash = (digit) => `0x${digit.repeat(64)}`
const address = (digit) => `0x${digit.repeat(40)}`

// A round of which a phase ends in so many seconds.
function times(epoch, phase, seconds) {
  const now = Math.floor(Date.now() / 1_000)
  const scored_at = phase === 'open' ? now + seconds + 4_500 : now - 3_600
  const final_at = phase === 'open' ? scored_at + 86_400 : now + seconds
  return { epoch, phase, ends_at: now + seconds, scored_at, final_at, paid_at: final_at + 120, late: false }
}

export function network(gateway, origin) {
  const model = (version, parent, datasets, served) => ({
    version,
    parent,
    datasets,
    served,
    cid: `bafybeih4gallery${version}`,
    trainer: address('5'),
    round: version * 24,
    state: 'adopted',
    loss: { before: 3_700 - 160 * version, after: 3_540 - 160 * version, seats: 7 },
  })
  const dataset = (version, rows) => ({
    version,
    rows,
    cid: `bafyset${version}`,
    parent: version - 1,
    first_epoch: version * 50,
    last_epoch: version * 50 + 49,
  })
  return {
    chain_id: 31337,
    addresses: { chain_id: 31337, token: address('1'), grants: address('2'), batches: address('3') },
    gateway,
    origin,
    licences: ['CC0-1.0', 'CC-BY-4.0'],
    rpc: `${origin}/rpc`,
    epoch: 418,
    now: Math.floor(Date.now() / 1_000),
    parameters: {
      open_seconds: '3600',
      commit_seconds: '1800',
      reveal_seconds: '900',
      report_seconds: '1800',
      challenge_seconds: '86400',
      floor: '64',
      cap: '500000000000000000',
    },
    clock: times(418, 'open', 2_280),
    epochs: [times(417, 'challenge', 82_800)],
    typical: ['preference', 'correction', 'rating'].flatMap((kind, place) =>
      ['en', null].map((language) => ({
        kind,
        language,
        records: 40,
        amount: `${[18, 31, 9][place]}000000000000000000`,
      })),
    ),
    languages: { model: ['en'], scorer: ['CJK', 'LATIN'] },
    served: { model: 8, manifest: hash('8') },
    transfer_fee: '0',
    gallery: {
      models: [model(6, 5, [5], false), model(7, 6, [6], false), model(8, 7, [7], true)],
      datasets: [dataset(5, 5_804), dataset(6, 7_120), dataset(7, 8_412)],
    },
  }
}
