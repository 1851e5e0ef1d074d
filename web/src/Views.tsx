// The views besides the chat, and the cache of what they ask. They come as one chunk, because the first chat needs neither.
import { QueryClientProvider } from '@tanstack/react-query'
import { Route, Switch } from 'wouter'
import { Lazy } from './parts/Lazy'
import { queries } from './queries'

const loadTrain = () => import('./train/TrainView').then(({ TrainView }) => TrainView)
const loadMoney = () => import('./money/MoneyView').then(({ MoneyView }) => MoneyView)
const loadRecords = () => import('./records/RecordsView').then(({ RecordsView }) => RecordsView)
const loadRecord = () => import('./records/RecordView').then(({ RecordView }) => RecordView)
const loadMe = () => import('./me/MeView').then(({ MeView }) => MeView)
const loadModels = () => import('./models/ModelsView').then(({ ModelsView }) => ModelsView)
const loadDataset = () => import('./models/DatasetView').then(({ DatasetView }) => DatasetView)
const loadNetwork = () => import('./network/NetworkView').then(({ NetworkView }) => NetworkView)
const loadImport = () => import('./import/ImportView').then(({ ImportView }) => ImportView)
const loadNotFound = () => import('./frame/NotFound').then(({ NotFound }) => NotFound)
const loadHelp = () => import('./me/HelpView').then(({ HelpView }) => HelpView)

export function Views() {
  return (
    <QueryClientProvider client={queries}>
      <Switch>
        <Route path="/train">
          <Lazy load={loadTrain} />
        </Route>
        <Route path="/money">
          <Lazy load={loadMoney} />
        </Route>
        <Route path="/records">
          <Lazy load={loadRecords} />
        </Route>
        <Route path="/records/:record">
          <Lazy load={loadRecord} />
        </Route>
        <Route path="/me">
          <Lazy load={loadMe} />
        </Route>
        <Route path="/models">
          <Lazy load={loadModels} />
        </Route>
        <Route path="/datasets/:version">
          <Lazy load={loadDataset} />
        </Route>
        <Route path="/network">
          <Lazy load={loadNetwork} />
        </Route>
        <Route path="/import">
          <Lazy load={loadImport} />
        </Route>
        <Route path="/help">
          <Lazy load={loadHelp} />
        </Route>
        <Route>
          <Lazy load={loadNotFound} />
        </Route>
      </Switch>
    </QueryClientProvider>
  )
}
