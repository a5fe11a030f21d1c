/** Files on their way and files that were not taken, a line each. */
import { Button, CloseButton, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '../../../../client/index.js';
import { useFormats } from '../../formats.js';
import type { UploadLine, UploadQueue } from '../../gallery/upload-queue.js';
import { useProblemWords } from '../../pieces/notices.js';

export function UploadLines({ uploads: { lines, retry, drop } }: { readonly uploads: UploadQueue }) {
  const { t } = useTranslation('gallery');
  if (lines.length === 0) return null;
  const failed = lines.filter(({ state }) => state === 'failed');
  const over = lines.filter(({ state }) => state === 'refused' || state === 'failed');
  return (
    <Stack component="section" aria-label={t('upload.lines')} className="card" p="sm" gap="sm">
      <span className="visually-hidden" role="status">
        {t('upload.state', { count: lines.length - over.length })} {over.length > 0 && t('upload.refusedCount', { count: over.length })}
      </span>
      {over.length > 1 && (
        <Group justify="space-between">
          <Text size="sm" fw={600}>
            {t('upload.refusedCount', { count: over.length })}
          </Text>
          <Group gap="xs">
            {failed.length > 0 && (
              <Button size="xs" variant="default" onClick={() => all(failed, retry)}>
                {t('upload.retryAll')}
              </Button>
            )}
            <Button size="xs" variant="subtle" onClick={() => all(over, drop)}>
              {t('upload.dismissAll')}
            </Button>
          </Group>
        </Group>
      )}
      <Stack gap="sm" mah={320} style={{ overflowY: 'auto' }}>
        {lines.map((line) => (
          <Line key={line.key} line={line} onRetry={() => retry(line.key)} onDrop={() => drop(line.key)} />
        ))}
      </Stack>
    </Stack>
  );
}

const all = (lines: readonly UploadLine[], act: (key: string) => void): void => {
  for (const { key } of lines) act(key);
};

interface LineProps {
  readonly line: UploadLine;
  readonly onRetry: () => void;
  readonly onDrop: () => void;
}
function Line({ line, onRetry, onDrop }: LineProps) {
  const { t } = useTranslation('gallery');
  const isOver = line.state === 'refused' || line.state === 'failed';
  return (
    <Group wrap="nowrap" gap="sm" align="center">
      <Stack gap={4} flex={1} miw={0}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm" truncate dir="auto">
            {line.name}
          </Text>
          {!isOver && (
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {line.state === 'waiting'
                ? t('upload.waiting')
                : line.share === 1
                  ? t('upload.checking')
                  : line.share === null
                    ? t('upload.fetching')
                    : `${Math.round(line.share * 100)} %`}
            </Text>
          )}
        </Group>
        {isOver ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {line.verdict === undefined ? <Words problem={line.problem} /> : <VerdictWords verdict={line.verdict} />}
          </Text>
        ) : (
          <Progress value={(line.share ?? 1) * 100} animated={line.share === null || line.share === 1} aria-label={line.name} size="sm" />
        )}
      </Stack>
      {line.state === 'failed' && (
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('shell:problem.retry')}
        </Button>
      )}
      <CloseButton aria-label={t(isOver ? 'upload.dismiss' : 'upload.stop', { name: line.name })} onClick={onDrop} />
    </Group>
  );
}

const Words = ({ problem }: { readonly problem: unknown }) => <>{useProblemWords(problem)}</>;

/** What is wrong with a file, what was found, and what would be taken. Of a fault that these pages do not know: the service's own words. */
function VerdictWords({ verdict: { code, field, found, limit, advice } }: { readonly verdict: Verdict }) {
  const { t, i18n } = useTranslation('gallery');
  const { size, number } = useFormats();
  const shown = (value: string | number) => (typeof value === 'string' ? value : field === 'bytes' ? size(value) : number(value));
  const key = code === 'limit-passed' ? `verdicts.${code}-${field}` : `verdicts.${code}`;
  const parts = [
    i18n.exists(`gallery:${key}`) ? t(key) : advice,
    limit === null ? '' : t('verdictLimit', { limit: shown(limit) }),
    found === null ? '' : t('verdictFound', { found: shown(found) }),
  ];
  return <>{parts.filter((text) => text !== '').join(' ')}</>;
}
