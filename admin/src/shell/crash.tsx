/** When a page breaks: what is around it stands, and there is a way on. */
import { Anchor, Button, Container, Stack, Text, Title } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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

/** In the place of one page. */
export function PageProblem({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const queries = useQueryErrorResetBoundary();
  return (
    <ProblemNotice
      error={error}
      onRetry={() => {
        queries.reset();
        reset();
      }}
    />
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
