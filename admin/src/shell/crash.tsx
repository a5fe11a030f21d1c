/** When a page breaks: what is around it stands, and there is a way on. */
import { Anchor, Button, Container, Stack, Text, Title } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/client.js';
import { EmptyState, ProblemNotice } from '../pieces/notices.js';

/** Around everything: the last one that catches. */
export class Crash extends Component<{ readonly children: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    return this.state.error === undefined ? this.props.children : <Reload error={this.state.error} />;
  }
}

function Reload({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <Container size="sm" py={80}>
      <Stack>
        <Title order={1}>{t('crash.title')}</Title>
        <Text>{t('crash.about')}</Text>
        <ProblemNotice error={error} />
        <Button onClick={() => location.reload()} w="fit-content">
          {t('crash.reload')}
        </Button>
      </Stack>
    </Container>
  );
}

/** In the place of one page. One that broke, or is of another version than the service, is loaded anew. */
export function PageProblem({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryErrorResetBoundary();
  const isAnswer = error instanceof Problem;
  function retry() {
    queries.reset();
    reset();
  }
  return (
    <>
      <h1 className="visually-hidden">{t('problem.load')}</h1>
      <ProblemNotice error={error} onRetry={isAnswer ? retry : () => location.reload()} />
    </>
  );
}

export function NowhereNotice() {
  const { t } = useTranslation();
  return (
    <EmptyState icon="search" title={t('nowhere.title')}>
      <Anchor component={Link} to="/products">
        {t('nowhere.back')}
      </Anchor>
    </EmptyState>
  );
}
