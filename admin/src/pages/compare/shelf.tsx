/** What a shopper sees in one store view, in its order. */
import { Badge, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../../../client/index.js';
import { MEDIUM } from '../../api/queries.js';
import { Picture } from '../../pieces/picture.js';
import { useRoleName } from '../../pieces/role-name.js';
import { useStores } from '../../shell/stores.js';
import { type Difference, playedBy, type Seen, type SeenPicture } from './difference.js';
import './compare.css';

interface Props {
  readonly sku: string;
  readonly seen: Seen;
  readonly view: View;
  /** What it is compared with. */
  readonly other: Seen;
  readonly differences: ReadonlyMap<number, readonly Difference[]>;
  /** The entry that the mouse is on, on either side. */
  readonly pointed: number | undefined;
  readonly onPoint: (entry: number | undefined) => void;
}

export function Shelf({ sku, seen, view, other, differences, pointed, onPoint }: Props) {
  const { t } = useTranslation('compare');
  const { views, nameOf } = useStores();
  const heading = useId();
  const lang = views.find(({ code }) => code === seen.store)?.locale.replace('_', '-');
  return (
    <section className="shelf" aria-labelledby={heading}>
      <Group gap="xs" align="baseline" wrap="nowrap">
        <Title order={3} size="h4" id={heading} dir="auto" lineClamp={1} title={nameOf(seen.store)}>
          {nameOf(seen.store)}
        </Title>
        <Text size="sm" c="dimmed" flex="none" visibleFrom="xs">
          {t('count', { count: seen.pictures.length })}
        </Text>
      </Group>
      {seen.pictures.length === 0 ? (
        <Text c="dimmed" size="sm" className="card" p="lg" ta="center">
          {t('nothingSeen')}
        </Text>
      ) : (
        <ol className="shelf-pictures">
          {seen.pictures.map((one) => (
            <ShelfItem
              key={one.entry.id}
              one={one}
              lang={lang}
              roles={playedBy(one.entry.id, view.roles)}
              differences={differences.get(one.entry.id) ?? []}
              otherPlace={other.pictures.find(({ entry }) => entry.id === one.entry.id)?.place}
              isPointed={pointed === one.entry.id}
              onPoint={onPoint}
            />
          ))}
        </ol>
      )}
      {seen.hidden.length > 0 && (
        <Text size="sm" c="dimmed">
          <Link to="/products/$sku" params={{ sku }} search={{ store: seen.store === 'all' ? undefined : seen.store }}>
            {t('hidden', { count: seen.hidden.length })}
          </Link>
        </Text>
      )}
    </section>
  );
}

interface ItemProps {
  readonly one: SeenPicture;
  readonly lang: string | undefined;
  readonly roles: readonly string[];
  readonly differences: readonly Difference[];
  readonly otherPlace: number | undefined;
  readonly isPointed: boolean;
  readonly onPoint: (entry: number | undefined) => void;
}
function ShelfItem({ one: { entry, picture, text, place }, lang, roles, differences, otherPlace, isPointed, onPoint }: ItemProps) {
  const { t } = useTranslation('compare');
  const roleName = useRoleName();
  const marks = (word: Difference): string => (word === 'place' ? t('marks.place', { place: otherPlace }) : t(`marks.${word}`));
  return (
    <li
      className="card shelf-item"
      data-different={differences.length > 0}
      data-pointed={isPointed}
      onPointerEnter={() => onPoint(entry.id)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <Picture facts={picture} preset={MEDIUM} alt="" sizes="(max-width: 48em) 45vw, 260px" />
      <span className="shelf-place" aria-hidden="true">
        {place}
      </span>
      <div className="shelf-words">
        {differences.length > 0 && (
          <Group gap={4}>
            {differences.map((word) => (
              <Badge key={word} size="sm" tt="none" color="orange" variant="light">
                {marks(word)}
              </Badge>
            ))}
          </Group>
        )}
        {text === null ? (
          <Text size="sm" fs="italic" c="var(--mantine-color-error)">
            {t('noText')}
          </Text>
        ) : text === '' ? (
          <Text size="sm" fs="italic" c="dimmed">
            {t('decorative')}
          </Text>
        ) : (
          <Text size="sm" lineClamp={3} dir="auto" lang={lang} fw={differences.includes('text') ? 600 : undefined}>
            {text}
          </Text>
        )}
        {roles.length > 0 && (
          <Group gap={4}>
            {roles.map((role) => (
              <Badge key={role} size="sm" variant="light" color="gray" tt="none">
                {roleName(role)}
              </Badge>
            ))}
          </Group>
        )}
      </div>
    </li>
  );
}
