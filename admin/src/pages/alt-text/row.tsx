/** A picture and the field for its text. */
import { Badge, Button, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AltText } from '../../../../client/index.js';
import { api, Problem } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { SMALL } from '../../api/queries.js';
import { UseDefault } from '../../pieces/cell.js';
import { valueWords } from '../../pieces/change-list.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { Picture } from '../../pieces/picture.js';
import { useStores } from '../../shell/stores.js';
import { CopyMenu } from './copy-menu.js';
import type { AltDraft, KeptTexts } from './kept-texts.js';

interface Props {
  /** Its place in the list, from 0 on. */
  readonly at: number;
  readonly item: AltText;
  readonly kept: KeptTexts;
  readonly onGo: (from: number, step: 1 | -1, isToGap: boolean) => void;
  /** Told when something is edited here. */
  readonly onTouch: (item: AltText) => void;
}
/** What is kept on the service, as far as this page knows. */
interface Known {
  readonly value: string | null;
  readonly isOwn: boolean;
  readonly fallback: string | null;
  readonly decorative: boolean;
}
export const knownOf = ({ label, decorative }: AltText): Known => ({
  value: label.value,
  isOwn: label.source !== 'global',
  fallback: label.fallback === undefined ? label.value : label.fallback,
  decorative,
});
export const isGap = ({ value, decorative }: Pick<Known, 'value' | 'decorative'>): boolean => !decorative && (value === null || value.trim() === '');
/** An edit to what is there anyway is none. */
function clean(draft: AltDraft, known: Known): AltDraft {
  const { label, decorative } = draft;
  const sameLabel = label === undefined || (label === null ? !known.isOwn : label === (known.value ?? ''));
  return { ...(sameLabel ? {} : { label }), ...(decorative === undefined || decorative === known.decorative ? {} : { decorative }) };
}

export const AltRow = memo(function AltRow({ at, item, kept, onGo, onTouch }: Props) {
  const { t } = useTranslation('alt-text');
  const { current, isGlobal, mayWrite } = useStores();
  const { online } = useNetwork();
  const { sku, entry } = item;
  const name = item.name ?? sku;
  const [known, setKnown] = useState(() => knownOf(item));
  const [draft, setDraft] = useState<AltDraft>(() => clean(kept.read(sku, entry), knownOf(item)));
  // What was kept may have come through after all.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it is found
  useEffect(() => kept.keep(sku, entry, draft), []);
  const field = useRef<HTMLTextAreaElement>(null);
  const { save, undo, isSaved } = useAltWrite(item, current, setKnown);
  const isDirty = Object.keys(draft).length > 0;
  const value = draft.label === undefined ? known.value : draft.label === null ? known.fallback : draft.label;
  const isOwn = draft.label === undefined ? known.isOwn : draft.label !== null;
  const isDecorative = draft.decorative ?? known.decorative;
  const isLacking = isGap(known);

  function edit(change: AltDraft): void {
    onTouch(item);
    const next = clean({ ...draft, ...change }, known);
    setDraft(next);
    kept.keep(sku, entry, next);
    save.reset();
  }
  function commit(): void {
    if (!isDirty || save.isPending || !online) return;
    // What is sent may be a draft of an earlier visit.
    onTouch(item);
    const sent = draft;
    save.mutate(
      { sent, known },
      {
        // Whatever was typed while it was on its way stays.
        // By then somebody is at another picture.
        onError: () =>
          void notifications.show({
            color: 'red',
            title: t('failedNamed', { name, entry }),
            message: t('failedAbout'),
            closeButtonProps: { 'aria-label': t('shell:close') },
          }),
        onSuccess: () =>
          setDraft((now) => {
            const left = now === sent ? {} : now;
            kept.keep(sku, entry, left);
            return left;
          }),
      },
    );
  }
  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (!online && isDirty) return;
      commit();
      onGo(at, 1, true);
    } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      onGo(at, event.key === 'ArrowDown' ? 1 : -1, false);
    }
  }
  const words = !online && isDirty ? t('offline') : save.isPending ? t('saving') : isDirty ? t('unsaved') : isSaved ? t('saved') : '';
  return (
    <div className="card alt-row" data-gap={isLacking && !isDirty}>
      <div className="alt-picture">
        <Picture facts={item.picture} preset={SMALL} alt="" sizes="180px" />
      </div>
      <Stack gap="xs" miw={0}>
        <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
          <Text size="sm" miw={0} lineClamp={2}>
            <Link to="/products/$sku" params={{ sku }} className="alt-link" dir="auto">
              {name}
            </Link>{' '}
            {item.name !== null && (
              <Text span c="dimmed" ff="monospace" size="xs">
                {sku}
              </Text>
            )}
          </Text>
          <StateBadge isDecorative={known.decorative} isGap={isLacking} isOwn={isGlobal || known.isOwn} />
        </Group>
        <Textarea
          ref={field}
          aria-label={t('field', { name, entry })}
          aria-describedby="alt-how"
          placeholder={isDecorative ? t('notRead') : t('placeholder')}
          value={value ?? ''}
          lang={(item.lang ?? item.locale).replace('_', '-')}
          dir="auto"
          autosize
          minRows={2}
          maxRows={6}
          disabled={!mayWrite}
          classNames={{ input: isOwn && !isGlobal ? 'own-input' : isGlobal ? '' : 'default-input' }}
          onChange={(event) => edit({ label: event.currentTarget.value })}
          onKeyDown={press}
        />
        <Group gap="md" align="flex-start">
          {!isGlobal && (
            <UseDefault
              field={name}
              isChecked={!isOwn}
              isDisabled={!mayWrite || (!isOwn && draft.label !== null)}
              fallback={valueWords(t as never, known.fallback)}
              onChange={(isChecked) => edit({ label: isChecked ? null : (known.value ?? '') })}
            />
          )}
          <Switch
            size="xs"
            label={t('shell:fields.decorative')}
            aria-label={t('decorativeOf', { name, entry })}
            checked={isDecorative}
            disabled={!mayWrite}
            onChange={(event) => edit({ decorative: event.currentTarget.checked })}
          />
        </Group>
        {save.error !== null && <ProblemNotice error={save.error} title={t('failed')} />}
        {undo.error !== null && <ProblemNotice error={undo.error} title={t('shell:notUndone')} />}
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            <CopyMenu sku={sku} entry={entry} isDisabled={!mayWrite} onChoose={(label) => edit({ label })} onClosed={() => field.current?.focus()} />
            <Button
              size="xs"
              disabled={!isDirty || !mayWrite || !online}
              loading={save.isPending}
              onClick={commit}
              aria-label={t('saveNamed', { name, entry })}
            >
              {t('save')}
            </Button>
          </Group>
          <Group gap={6}>
            <Text size="sm" role="status" c={isDirty ? undefined : 'dimmed'}>
              {words}
            </Text>
            {isSaved && !isDirty && (
              <Button size="compact-xs" variant="subtle" loading={undo.isPending} onClick={() => undo.mutate()}>
                {t('shell:undo')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </div>
  );
});

function StateBadge({ isDecorative, isGap, isOwn }: { readonly isDecorative: boolean; readonly isGap: boolean; readonly isOwn: boolean }) {
  const { t } = useTranslation('alt-text');
  const [state, colour] = isDecorative
    ? (['decorative', 'teal'] as const)
    : isGap
      ? (['missing', 'orange'] as const)
      : isOwn
        ? (['written', 'brand'] as const)
        : (['inherited', 'gray'] as const);
  return (
    <Badge variant="light" color={colour} tt="none" style={{ flexShrink: 0 }}>
      {t(`states.${state}`)}
    </Badge>
  );
}

/** Writes one text, and takes it back. */
function useAltWrite({ sku, entry }: AltText, store: string, onKnown: (known: Known) => void) {
  const queries = useQueryClient();
  const [done, setDone] = useState<{ readonly change: number | null; readonly before: Known }>();
  const refresh = () =>
    Promise.all([queries.invalidateQueries({ queryKey: [...keys.altTexts, 'coverage'] }), queries.invalidateQueries({ queryKey: keys.product(sku) })]);
  const save = useMutation({
    async mutationFn({ sent }: { readonly sent: AltDraft; readonly known: Known }) {
      const { results } = await api.patchLabels({ body: { labels: [{ sku, entry, store, ...sent }] } });
      const problem = results[0]?.problem;
      if (problem !== undefined) throw new Problem(problem);
      return results[0]?.change ?? null;
    },
    onSuccess(change, { sent, known }) {
      const { label, decorative = known.decorative } = sent;
      const text =
        label === undefined ? known : label === null ? { ...known, value: known.fallback, isOwn: false } : { ...known, value: label, isOwn: store !== 'all' };
      onKnown({ ...text, decorative });
      setDone({ change, before: known });
      void refresh();
    },
  });
  const undo = useMutation({
    async mutationFn() {
      if (done === undefined || done.change === null) return;
      await api.undoChange({ sku, body: { change: done.change } });
      onKnown(done.before);
    },
    onSuccess() {
      setDone(undefined);
      void refresh();
    },
  });
  return { save, undo, isSaved: done !== undefined && done.change !== null };
}
