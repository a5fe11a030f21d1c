/** Signed in or not: the frame with a page in it, or the way in. */
import { Center, Loader } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useSession } from '../api/session.js';
import { SignInPage } from '../pages/sign-in/page.js';
import { RowSkeletons } from '../pieces/notices.js';

const Frame = lazy(() => import('./frame.js').then(({ Frame }) => ({ default: Frame })));

export function Root() {
  if (useSession() === null) return <SignInPage />;
  return (
    <Suspense
      fallback={
        <Center h="100vh">
          <Loader />
        </Center>
      }
    >
      <Frame>
        <Suspense fallback={<RowSkeletons />}>
          <Outlet />
        </Suspense>
      </Frame>
    </Suspense>
  );
}
