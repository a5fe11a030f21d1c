/** The cards in display order; they are sorted by mouse, by finger, and by keyboard. */
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { editOrder } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import { EntryCard } from './card.js';
import type { CardFacts } from './cards.js';
import './gallery.css';

interface Props {
  readonly cards: readonly CardFacts[];
  readonly editing: Editing;
  readonly chosen: number | string | null;
  readonly isDisabled: boolean;
  readonly onChoose: (key: number | string) => void;
}

export function Board({ cards, editing, chosen, isDisabled, onChoose }: Props) {
  const { t } = useTranslation('gallery');
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = cards.flatMap(({ entry }) => entry?.id ?? []);
  const move = (from: UniqueIdentifier, to: UniqueIdentifier) =>
    editing.edit((draft, view) => editOrder(draft, view, arrayMove([...ids], ids.indexOf(Number(from)), ids.indexOf(Number(to)))));
  const end = ({ active, over }: DragEndEvent) => {
    if (over !== null && over.id !== active.id) move(active.id, over.id);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={end}
      accessibility={{ announcements: useAnnouncements(ids), screenReaderInstructions: { draggable: t('sort.how') } }}
    >
      <SortableContext items={ids} strategy={rectSortingStrategy}>
        <ul className="board" aria-label={t('board')}>
          {cards.map((card, at) => (
            <EntryCard key={card.key} card={card} place={at + 1} isChosen={card.key === chosen} isFixed={isDisabled} onChoose={() => onChoose(card.key)} />
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  );
}

/** What a screen reader says while an entry is on its way. */
function useAnnouncements(ids: readonly number[]): Announcements {
  const { t } = useTranslation('gallery');
  const place = (id: UniqueIdentifier) => ids.indexOf(Number(id)) + 1;
  const all = ids.length;
  const hasMoved = useRef(false);
  return {
    onDragStart({ active }) {
      hasMoved.current = false;
      return t('sort.lifted', { place: place(active.id), all });
    },
    // It is over itself first: saying so would cut off what was said of its being lifted.
    onDragOver({ active, over }) {
      if (over === null || (over.id === active.id && !hasMoved.current)) return undefined;
      hasMoved.current = true;
      return t('sort.over', { place: place(over.id), all });
    },
    onDragEnd: ({ over, active }) => t('sort.dropped', { place: place(over?.id ?? active.id), all }),
    onDragCancel: ({ active }) => t('sort.cancelled', { place: place(active.id), all }),
  };
}
