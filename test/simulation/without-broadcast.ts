// Messages between tabs would come by the machine's clock. Nothing here listens to them: wake-ups are the world's.
Reflect.deleteProperty(globalThis, 'BroadcastChannel')
