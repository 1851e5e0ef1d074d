// Chats with a gateway through OpenAI's SDK for JavaScript, whole and streamed, and prints what came as JSON.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: `${process.argv[2]}/v1`, apiKey: 'none', maxRetries: 0 })
const question = { role: 'user', content: 'How do I boil an egg?' }
const asked = { model: 'kula', messages: [question], max_tokens: 3, temperature: 0.7 }

const models = await client.models.list()
const whole = await client.chat.completions.create({ ...asked, n: 2, kula: { key: process.argv[3] } })
const further = [question, whole.choices[0].message, { role: 'user', content: 'And soft?' }]
const pieces = []
let usage
const stream = await client.chat.completions.create({
  ...asked,
  messages: further,
  stream: true,
  stream_options: { include_usage: true },
})
for await (const chunk of stream) {
  pieces.push(chunk.choices[0]?.delta?.content ?? '')
  usage = chunk.usage ?? usage
}
const refused = await client.chat.completions.create({ ...asked, logprobs: true }).catch((error) => error)
console.log(
  JSON.stringify({
    model: models.data[0].id,
    texts: whole.choices.map((choice) => choice.message.content),
    signed: whole.choices.map((choice) => Boolean(choice.kula?.answer?.signature)),
    streamed: pieces.join(''),
    tokens: usage.completion_tokens,
    refused: [refused.constructor.name, refused.status, refused.code, refused.param],
  }),
)
