/** Where a value comes from, in words; and the check box that gives up a value of one's own. */
import { Checkbox, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Cell as CellOf } from '../api/shapes.js';
import { useFormats } from '../formats.js';
import { useStores } from '../shell/stores.js';

type Origin = Pick<CellOf<unknown>, 'source' | 'since' | 'by'>;

/** `Overridden in German · anna, 3 May 2026, 10:15`. `isCommon`: of the values for all store views, where nothing is inherited. */
export function useOriginWords(): (origin: Origin, isCommon?: boolean) => string {
  const { t } = useTranslation();
  const { time } = useFormats();
  const { nameOf } = useStores();
  return ({ source, since, by }, isCommon = false) => {
    const what = isCommon ? [] : [source === 'global' ? t('cell.inherited') : t('cell.overridden', { store: nameOf(source) })];
    const who = since === null ? [] : [by === null ? time(since) : t('cell.by', { by, time: time(since) })];
    return [...what, ...who].join(' · ');
  };
}

interface UseDefaultProps {
  /** Name of the field, for who cannot see that it stands below it. */
  readonly field: string;
  /** The same for everybody; absent: the field stands above it. */
  readonly visibleField?: string;
  readonly isChecked: boolean;
  /** What the store view shows while it is checked, in words; undefined: it is not known. */
  readonly fallback: string | undefined;
  readonly onChange: (isChecked: boolean) => void;
  readonly isDisabled?: boolean;
}
/** `Use Default Value`, with the value that it stands for. */
export function UseDefault({ field, visibleField, isChecked, fallback, onChange, isDisabled = false }: UseDefaultProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      size="xs"
      checked={isChecked}
      disabled={isDisabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label={
        <>
          {t('useDefault')}
          {visibleField === undefined ? <span className="visually-hidden"> – {field}</span> : ` – ${visibleField}`}
          {!isChecked && fallback !== undefined && (
            <Text span size="xs" c="dimmed" lineClamp={2} dir="auto">
              {t('wouldBe', { value: fallback })}
            </Text>
          )}
        </>
      }
    />
  );
}
