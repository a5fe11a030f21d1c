import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './shell/shell.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueries, sessionQuery, storesQuery } from './api/queries.js';
import { startWords } from './i18n.js';
import { createPages } from './router.js';
import { Crash } from './shell/crash.js';
import { theme, variables } from './theme.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
// Whoever writes style elements of its own (scroll locks) asks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const words = startWords();
const queries = createQueries();
const router = createPages(queries);
// All at once: what follows from one another is little.
void queries
  .fetchQuery(sessionQuery)
  .then((session) => (session === null ? undefined : queries.prefetchQuery(storesQuery)))
  .catch(() => {});
void import('./shell/frame.js');
void router.load();
await words;

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <Notifications position="top-center" autoClose={8000} />
        <Crash>
          <Suspense>
            <RouterProvider router={router} />
          </Suspense>
        </Crash>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
