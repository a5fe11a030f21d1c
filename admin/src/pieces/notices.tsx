/** What a page says when there is nothing, nothing yet, or something wrong. */
import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/client.js';
import { Icon, type IconName } from './icons.js';

interface ProblemNoticeProps {
  readonly error: unknown;
  /** What was tried, for a heading: `Not saved`. Absent: what could not be loaded. */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** With the request's id, so that somebody can be asked. */
export function ProblemNotice({ error, title, onRetry }: ProblemNoticeProps) {
  const { t } = useTranslation();
  const words = useProblemWords(error);
  // Something was sent, and its answer may be what is lost.
  const isUnanswered = title !== undefined && onRetry === undefined && error instanceof Problem && error.type === 'unreachable' && navigator.onLine;
  return (
    <Alert color="red" variant="light" role="alert" icon={<Icon name="warning" />} title={title ?? t('problem.load')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {words}
          {isUnanswered && ` ${t('problem.perhaps')}`}
        </Text>
        {error instanceof Problem && error.request !== undefined && (
          <Text size="xs" ff="monospace">
            {t('problem.request', { id: error.request })}
          </Text>
        )}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('problem.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** A fault in words: those of the language where there are some, else the service's own. */
export function useProblemWords(error: unknown): string {
  const { t, i18n } = useTranslation();
  if (!(error instanceof Problem)) return t('problem.bug');
  const { type, members } = error;
  const key = [`problem.types.${type}-${members.what}`, `problem.types.${type}`].find((one) => i18n.exists(one));
  return key !== undefined ? t(key, members) : error.detail === '' ? t('problem.unexpected', { status: error.status }) : error.detail;
}

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  /** What to do next. */
  readonly children?: ReactNode;
}
export const EmptyState = ({ icon, title, children }: EmptyStateProps) => (
  <Stack align="center" gap="sm" py={56} px="md" className="card" ta="center">
    <Text c="dimmed" component="span">
      <Icon name={icon} size={40} />
    </Text>
    <Title order={2}>{title}</Title>
    {children}
  </Stack>
);

/** Grey bars in the place of rows that are on their way. */
export function RowSkeletons({ count = 6, height = 56 }: { readonly count?: number; readonly height?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status" aria-label={t('loading')}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={at} height={height} radius="md" />
      ))}
    </Stack>
  );
}
export function CardSkeletons({ count = 8 }: { readonly count?: number }) {
  const { t } = useTranslation();
  return (
    <Group gap="md" role="status" aria-label={t('loading')}>
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={at} height={280} width={220} radius="md" />
      ))}
    </Group>
  );
}
