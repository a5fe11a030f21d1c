import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Badge, Group, Text } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { MEDIUM } from '../../api/queries.js';
import { useFormats } from '../../formats.js';
import { Icon } from '../../pieces/icons.js';
import { Picture } from '../../pieces/picture.js';
import type { CardFacts } from './cards.js';

interface Props {
  readonly card: CardFacts;
  /** From 1. */
  readonly place: number;
  readonly isChosen: boolean;
  /** It cannot be sorted. */
  readonly isFixed: boolean;
  readonly onChoose: () => void;
}

/** What is everybody's is pale, what is this store view's own is strong. */
export const EntryCard = memo(function EntryCard({ card, place, isChosen, isFixed, onChoose }: Props) {
  const { t } = useTranslation('gallery');
  const isNew = card.added !== undefined;
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, transform, transition, isDragging } = useSortable({
    id: card.key,
    disabled: isFixed || isNew,
  });
  const title = card.label === null || card.label.trim() === '' ? t('untitled', { place }) : card.label;
  return (
    <li
      ref={setNodeRef}
      className="card entry"
      data-chosen={isChosen}
      data-dragging={isDragging}
      data-hidden={card.isHidden}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className="entry-picture">
        <CardPicture card={card} />
        <Badge className="entry-place" variant="default" radius="sm">
          {place}
        </Badge>
        {!isFixed && !isNew && (
          <ActionIcon
            {...attributes}
            {...listeners}
            ref={setActivatorNodeRef}
            className="entry-grip"
            variant="default"
            size="lg"
            aria-roledescription={undefined}
            aria-label={t('sort.handle', { title: clipped(title), place })}
          >
            <Icon name="grip" />
          </ActionIcon>
        )}
        {card.isVideo && (
          <span className="entry-video">
            <Icon name="play" size={28} />
          </span>
        )}
      </div>
      <button type="button" className="entry-open" aria-expanded={isChosen} onClick={onChoose}>
        <span className="visually-hidden">{t('open')} </span>
        <CardLabel card={card} place={place} />
      </button>
      <CardFoot card={card} />
    </li>
  );
});

const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

export function CardPicture({ card: { fresh, picture }, preset = MEDIUM }: { readonly card: Pick<CardFacts, 'fresh' | 'picture'>; readonly preset?: string }) {
  if (fresh === undefined) return <Picture facts={picture} preset={preset} alt="" />;
  if (fresh.preview === null) return <Picture facts={null} preset={preset} alt="" />;
  return (
    <span className="picture" style={{ aspectRatio: 1 }}>
      <img src={fresh.preview} alt="" draggable={false} />
    </span>
  );
}

function CardLabel({ card, place }: { readonly card: CardFacts; readonly place: number }) {
  const { t } = useTranslation('gallery');
  const isMissing = card.label === null || card.label.trim() === '';
  const kind = card.isCommon ? '' : card.isLabelOwn ? 'overridden' : 'inherited';
  if (!isMissing)
    return (
      <Text component="span" size="sm" lineClamp={2} dir="auto" className={kind}>
        {card.label}
      </Text>
    );
  return (
    <Text component="span" size="sm" className={kind} fs="italic">
      {card.isDecorative ? t('decorative') : t('noLabel')}
      <span className="visually-hidden">{t('atPlace', { place })}</span>
    </Text>
  );
}

function CardFoot({ card }: { readonly card: CardFacts }) {
  const { t } = useTranslation('gallery');
  const { size } = useFormats();
  const facts = card.fresh ?? card.picture;
  return (
    <div className="entry-foot">
      <Group gap={4}>
        {card.added !== undefined && (
          <Badge size="sm" color="green" variant="light" tt="none">
            {t('new')}
          </Badge>
        )}
        {card.isEdited && card.added === undefined && (
          <Badge size="sm" color="yellow" variant="light" tt="none">
            {t('edited')}
          </Badge>
        )}
        {card.isHidden && (
          <Badge size="sm" color="gray" variant={card.isHiddenOwn ? 'light' : 'outline'} tt="none" leftSection={<Icon name="hidden" size={12} />}>
            {t('hidden')}
          </Badge>
        )}
        {card.isPictureOwn && (
          <Badge size="sm" variant="light" tt="none">
            {t('ownPicture')}
          </Badge>
        )}
        {card.roles.map(({ code, isOwn }) => (
          <Badge key={code} size="sm" color={isOwn ? undefined : 'gray'} variant={isOwn ? 'light' : 'outline'} tt="none">
            {t(`roles.${code}`, { defaultValue: code })}
          </Badge>
        ))}
      </Group>
      <Text size="xs" c="dimmed">
        {facts === undefined ? t('noPicture') : `${facts.width} × ${facts.height} · ${size(facts.size_bytes)}`}
      </Text>
    </div>
  );
}
