/// <reference lib="webworker" />
import { serveApp } from './sw/precache.ts'

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: Parameters<typeof serveApp>[0] }

serveApp(self.__WB_MANIFEST)
