/** The same head, list and ways of saying nothing for each section. */
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemNotice, RowSkeletons } from '../../pieces/notices.js';

interface HeadProps {
  readonly title: string;
  readonly about: string;
  /** What can be added, in words: `Add a user`; absent: nothing. */
  readonly action?: string | undefined;
  readonly onAction?: () => void;
}
export const SectionHead = ({ title, about, action, onAction }: HeadProps) => (
  <Group justify="space-between" align="flex-end" gap="sm">
    <div className="settings-facts">
      <Title order={2}>{title}</Title>
      <Text size="sm" c="dimmed" maw={640}>
        {about}
      </Text>
    </div>
    {action !== undefined && <Button onClick={onAction}>{action}</Button>}
  </Group>
);

interface RowsProps<T> {
  readonly query: { readonly data?: readonly T[] | undefined; readonly error: unknown; readonly refetch: () => unknown };
  /** What each is called among the others. */
  readonly keyOf: (item: T) => string | number;
  readonly row: (item: T) => ReactNode;
  readonly label: string;
  /** What to do where there are none. */
  readonly empty: ReactNode;
}
export function SectionRows<T>({ query: { data, error, refetch }, keyOf, row, label, empty }: RowsProps<T>) {
  if (data === undefined) return error === null ? <RowSkeletons count={4} height={64} /> : <ProblemNotice error={error} onRetry={() => refetch()} />;
  return (
    <Stack gap="sm">
      {error !== null && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {data.length === 0 ? (
        empty
      ) : (
        <ul className="card settings-rows" aria-label={label}>
          {data.map((item) => (
            <li key={keyOf(item)} className="settings-row">
              {row(item)}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
