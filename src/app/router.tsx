import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router'
import { models } from '../../contract/models/index.ts'
import { Shell } from './features/shell/shell.tsx'
import { parseListSearch } from './features/list/list-search.ts'
import { Failed } from './features/shell/failed.tsx'
import { NoSuchPage } from './features/shell/no-such-page.tsx'
import { HomePage } from './routes/home-page.tsx'

const root = createRootRoute({ component: Shell })

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./routes/sign-in-page.tsx'), 'SignInPage'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./routes/settings-page.tsx'), 'SettingsPage'),
})
const list = createRoute({
  getParentRoute: () => root,
  path: '/$model',
  validateSearch: parseListSearch,
  beforeLoad: ({ params }) => {
    if (!models.get(params.model)) throw redirect({ to: '/', replace: true })
  },
  component: lazyRouteComponent(() => import('./routes/list-page.tsx'), 'ListPage'),
})
const noRecord = createRoute({
  getParentRoute: () => list,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/list-page.tsx'), 'NoRecordOpen'),
})
const newRecord = createRoute({
  getParentRoute: () => list,
  path: '/new',
  component: lazyRouteComponent(() => import('./routes/new-record-page.tsx'), 'NewRecordPage'),
})
const record = createRoute({
  getParentRoute: () => list,
  path: '/$id',
  component: lazyRouteComponent(() => import('./routes/record-page.tsx'), 'RecordPage'),
})

/**
 * Every page and its address. All but home are loaded when first opened, and precached by the worker.
 * @param history by default the browser's
 */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren([home, signIn, settings, list.addChildren([noRecord, newRecord, record])]),
    defaultPreload: 'intent',
    defaultErrorComponent: Failed,
    defaultNotFoundComponent: NoSuchPage,
    ...(history && { history }),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
