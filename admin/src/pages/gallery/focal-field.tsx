/** What must stay in sight when a picture is cut: by a click on it, or by two sliders. */
import { Button, Group, Input, Slider, Stack, Text } from '@mantine/core';
import type { PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryView } from '../../../../client/index.js';
import { MEDIUM } from '../../api/queries.js';
import type { Editing } from '../../gallery/editing.js';
import type { CardFacts } from './cards.js';
import { useDescription, useField, WithDefault } from './fields.js';

interface Props {
  readonly entry: EntryView;
  readonly editing: Editing;
}
const HIGHEST_PX = 220;
const MIDDLE = { x: 0.5, y: 0.5 };

/** The picture, with the point on it. */
export function FocalPicture({ card, entry, editing }: Props & { readonly card: CardFacts }) {
  const access = useField({ editing, entry }, 'focal');
  const facts = card.fresh ?? card.picture;
  if (facts === undefined) return null;
  const value = access?.shown.value ?? null;
  const canSet = access !== undefined && !access.isDisabled;
  const source = card.fresh === undefined ? (card.picture?.renditions[MEDIUM]?.url ?? card.picture?.url) : (card.fresh.preview ?? undefined);
  const point = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>) => {
    if (!canSet) return;
    const box = currentTarget.getBoundingClientRect();
    access.set({ x: share((clientX - box.left) / box.width), y: share((clientY - box.top) / box.height) });
  };
  return (
    <div
      className="focal"
      data-can={canSet}
      style={{ aspectRatio: facts.width / facts.height, maxWidth: (HIGHEST_PX * facts.width) / facts.height }}
      onPointerDown={point}
    >
      <img src={source} alt="" draggable={false} />
      {value !== null && <span className="focal-point" style={{ left: `${value.x * 100}%`, top: `${value.y * 100}%` }} />}
    </div>
  );
}

export function FocalField({ entry, editing }: Props) {
  const { t } = useTranslation('gallery');
  const access = useField({ editing, entry }, 'focal');
  const description = useDescription(access?.shown ?? UNKNOWN);
  if (access === undefined) return null;
  const { shown, isDisabled, set } = access;
  const at = shown.value ?? MIDDLE;
  const slider = (axis: 'x' | 'y') => (
    <Group gap="sm" wrap="nowrap">
      <Text size="xs" w={72} c="dimmed">
        {t(`focal.${axis}`)}
      </Text>
      <Slider
        flex={1}
        size="sm"
        value={Math.round(at[axis] * 100)}
        label={(value) => `${value} %`}
        disabled={isDisabled}
        thumbLabel={t(`focal.${axis}Label`)}
        onChange={(value) => set({ ...at, [axis]: value / 100 })}
      />
    </Group>
  );
  return (
    <WithDefault access={access} name={t('shell:fields.focal')}>
      <Input.Label component="div">{t('shell:fields.focal')}</Input.Label>
      <Text size="xs" c="dimmed">
        {t('focal.about')}
      </Text>
      <Stack gap={4}>
        {slider('x')}
        {slider('y')}
      </Stack>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {shown.value === null ? t('focal.none') : description}
        </Text>
        {shown.value !== null && editing.view.store === 'all' && (
          <Button size="compact-xs" variant="subtle" disabled={isDisabled} onClick={() => set(null)}>
            {t('focal.clear')}
          </Button>
        )}
      </Group>
    </WithDefault>
  );
}
const UNKNOWN = { isEdited: true, isOwn: false, cell: { value: null, source: 'global', since: null, by: null, change: null } };

/** In hundredths, as the sliders have it. */
const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
