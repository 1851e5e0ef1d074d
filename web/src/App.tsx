// The chat at its addresses. Every other address is one of the views, which are loaded when the first of them is opened.
import { Route, Switch } from 'wouter'
import { ChatView } from './chat/ChatView'
import { Frame } from './frame/Frame'
import { Lazy } from './parts/Lazy'

const loadViews = () => import('./Views').then(({ Views }) => Views)

export function App() {
  return (
    <Frame>
      <Switch>
        <Route path="/">
          <ChatView />
        </Route>
        <Route path="/c/:id">{({ id }) => <ChatView key={id} id={id} />}</Route>
        <Route>
          <Lazy load={loadViews} />
        </Route>
      </Switch>
    </Frame>
  )
}
