import { Badge, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../client/index.js';
import { useFormats } from '../../formats.js';
import { Icon } from '../../pieces/icons.js';
import { JobProblems } from './job-problems.js';
import { UndoJobDialog } from './undo-job-dialog.js';

const COLOURS = { waiting: 'gray', running: 'brand', done: 'green', partly: 'yellow' } as const;

export function JobCard({ job }: { readonly job: Job }) {
  const { t } = useTranslation('activity');
  const { time } = useFormats();
  const [showsProblems, problems] = useDisclosure();
  const [isUndoing, undo] = useDisclosure();
  const [heading, list] = [useId(), useId()];
  const { title, kind, state, by, at, total, done, failed } = job;
  const shown = state === 'done' && failed > 0 ? 'partly' : state;
  return (
    <Stack component="section" aria-labelledby={heading} className="card" p="md" gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Group gap="xs">
            <Title order={2} id={heading} dir="auto">
              {kind === 'undo' ? t('undoing', { title }) : title}
            </Title>
            <Badge variant="light" color={COLOURS[shown]} tt="none">
              {t(`states.${shown}`)}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {t('shell:cell.by', { by, time: time(at) })}
          </Text>
        </div>
        {job.can_undo && (
          <Button variant="default" size="sm" onClick={undo.open} leftSection={<Icon name="undo" size={18} />}>
            {t('undo.open')}
          </Button>
        )}
      </Group>
      {state !== 'done' && <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={t('progress', { title })} size="lg" />}
      <Outcome job={job} />
      {failed > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          ms={-6}
          aria-expanded={showsProblems}
          aria-controls={list}
          onClick={problems.toggle}
          leftSection={<Icon name="warning" size={18} />}
        >
          {t(showsProblems ? 'problems.hide' : 'problems.show')}
        </Button>
      )}
      <div id={list} hidden={!showsProblems}>
        {showsProblems && <JobProblems job={job} />}
      </div>
      <UndoJobDialog job={job} isOpen={isUndoing} onClose={undo.close} />
    </Stack>
  );
}

/** In numbers. */
function Outcome({ job: { state, total, done, changed, failed } }: { readonly job: Job }) {
  const { t } = useTranslation('activity');
  const { number } = useFormats();
  const words = [
    state === 'done' ? t('products', { count: total }) : t('settled', { done: number(done), count: total }),
    t('changed', { count: changed }),
    ...(failed === 0 ? [] : [t('failed', { count: failed })]),
  ];
  return <Text size="sm">{words.join(' · ')}</Text>;
}
