import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import type { Gallery } from '../../../../client/index.js';
import { editPicture, type NewPicture, newEntry, shownOrder } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import { type PictureUse, useUploads } from '../../gallery/upload-queue.js';
import { EmptyState } from '../../pieces/notices.js';
import { useStores } from '../../shell/stores.js';
import { Board } from './board.js';
import { entryCards, useEntryName } from './cards.js';
import { Editor } from './editor.js';
import { OrderDefault } from './order-default.js';
import { SavePanel } from './save-panel.js';
import { UploadControls } from './upload-controls.js';
import { UploadLines } from './upload-lines.js';

interface Props {
  readonly sku: string;
  readonly gallery: Gallery;
  readonly editing: Editing;
}

export function Workbench({ sku, gallery, editing }: Props) {
  const { t } = useTranslation('gallery');
  const { mayWrite, mayWriteAll, isGlobal, nameOf, current } = useStores();
  const { draft, view, edit } = editing;
  const [chosen, setChosen] = useState<number | string | null>(null);
  /** The foot of the drawer, as long as that is open. */
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const takeIn = useCallback(
    (picture: NewPicture, use: PictureUse) =>
      edit((now, at) => (typeof use === 'number' ? editPicture(now, at, use, picture) : { ...now, added: [...now.added, newEntry(picture, use)] })),
    [edit],
  );
  const uploads = useUploads(takeIn);
  // An entry is everybody's from the start.
  const mayAdd = mayWriteAll;
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    noClick: true,
    noKeyboard: true,
    disabled: !mayAdd,
    onDrop: (files) => uploads.add(files),
  });
  usePaste(mayAdd, uploads.add);
  const cards = useMemo(() => entryCards(gallery, view, draft), [gallery, view, draft]);
  const entryName = useEntryName(gallery);
  const isEmpty = cards.length === 0;
  const isNarrow = useMediaQuery('(max-width: 75em)', false, { getInitialValueInEffect: false });
  const current_ = cards.find(({ key }) => key === chosen);
  const opener = useRef<HTMLElement | null>(null);
  const choose = (key: number | string) => {
    opener.current = document.activeElement as HTMLElement | null;
    setChosen(key);
  };
  const close = () => {
    setChosen(null);
    opener.current?.focus();
  };
  const editor = current_ === undefined ? null : <Editor key={current_.key} sku={sku} card={current_} editing={editing} uploads={uploads} onClose={close} />;
  return (
    <Stack gap="md" {...getRootProps({ role: undefined, tabIndex: undefined, 'aria-disabled': undefined })} pos="relative">
      <input {...getInputProps({ 'aria-label': t('upload.pick'), className: 'visually-hidden' })} />
      <Group justify="space-between" gap="sm">
        <Group gap="md">
          <Text c="dimmed" size="sm">
            {t('count', { count: shownOrder(draft, view).order.length + draft.added.length })}
          </Text>
          {!isGlobal && <OrderDefault editing={editing} />}
        </Group>
        <UploadControls
          isDisabled={!mayAdd}
          onPick={open}
          onUrl={(url) => uploads.add([{ url }])}
          onVideo={(video, preview) => uploads.add([preview], video)}
        />
      </Group>
      {!isGlobal && (
        <Text size="xs" mt={-8}>
          <span className="inherited">{t('legend.inherited')}</span> · <span className="overridden">{t('legend.own')}</span>
        </Text>
      )}
      {!mayWrite && (
        <Alert variant="light" color="gray">
          {isGlobal ? t('readOnlyAll') : t('readOnly', { store: nameOf(current) })}
        </Alert>
      )}
      {mayWrite && !mayWriteAll && (
        <Alert variant="light" color="gray">
          {t('onlyHere', { store: nameOf(current) })}
        </Alert>
      )}
      {editing.isFromBefore && (
        <Alert variant="light" title={t('kept.title')}>
          <Group justify="space-between">
            <Text size="sm">{t('kept.about')}</Text>
            <Button size="xs" variant="default" onClick={editing.discard}>
              {t('shell:save.discard')}
            </Button>
          </Group>
        </Alert>
      )}
      {editing.isUnkept && (
        <Alert variant="light" color="yellow">
          {t('kept.unkept')}
        </Alert>
      )}
      <UploadLines uploads={uploads} />
      {isEmpty ? (
        <EmptyState icon="picture" title={t('empty.title')}>
          <Text c="dimmed">{t('empty.about')}</Text>
          <Button onClick={open} disabled={!mayAdd}>
            {t('upload.pick')}
          </Button>
        </EmptyState>
      ) : (
        <div className="workbench" data-has-editor={editor !== null && !isNarrow}>
          <Board cards={cards} editing={editing} chosen={chosen} isDisabled={!mayWrite} onChoose={choose} />
          {editor !== null && !isNarrow && <aside className="card editor">{editor}</aside>}
        </div>
      )}
      {isNarrow && (
        <Drawer
          opened={editor !== null}
          onClose={close}
          position="right"
          size={480}
          withCloseButton={false}
          // A dialog above it has its own.
          closeOnEscape={false}
          onKeyDown={({ key, currentTarget, target }) => {
            if (key === 'Escape' && currentTarget.contains(target as Node)) close();
          }}
          padding="md"
          attributes={{ content: { 'aria-label': t('open') } }}
        >
          {editor}
          <div ref={setSlot} className="editor-foot" />
        </Drawer>
      )}
      {isDragActive && (
        <div className="drop-hint" aria-hidden="true">
          {t('upload.drop')}
        </div>
      )}
      <SavePanel
        sku={sku}
        editing={editing}
        entryName={entryName}
        isBusy={uploads.lines.some(({ state }) => state === 'waiting' || state === 'sending')}
        slot={slot}
      />
    </Stack>
  );
}

/** Pictures that are pasted anywhere but into a text. */
function usePaste(isOn: boolean, add: (files: readonly File[]) => void): void {
  useEffect(() => {
    if (!isOn) return;
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      add(files);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, [isOn, add]);
}
