// Writes client/src/openapi.ts from openapi.json, the gateway's contract: `kula gateway openapi > web/openapi.json && npm run generate`.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const FORMATS = { hex: 'Hex', address: 'Address' }
const contract = JSON.parse(readFileSync('openapi.json', 'utf8'))
const tree = await openapiTS(contract, {
  defaultNonNullable: false,
  inject: "import type { Address, Hex } from 'viem'",
  transform: (schema) => FORMATS[schema.format] && ts.factory.createTypeReferenceNode(FORMATS[schema.format]),
})
writeFileSync(process.argv[2] ?? 'client/src/openapi.ts', `// Generated from openapi.json by generate-api.mjs; never edited.\n${astToString(tree)}`)
