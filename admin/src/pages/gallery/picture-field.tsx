/** The picture itself: its facts, other bytes for it, and the way back to the common ones. */
import { Anchor, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EntryView } from '../../../../client/index.js';
import { useFormats } from '../../formats.js';
import { editPicture } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import type { UploadQueue } from '../../gallery/upload-queue.js';
import { UseDefault } from '../../pieces/cell.js';
import { Icon } from '../../pieces/icons.js';
import { useStores } from '../../shell/stores.js';
import type { CardFacts } from './cards.js';
import { useDescription } from './fields.js';
import { FocalPicture } from './focal-field.js';

interface Props {
  readonly card: CardFacts;
  readonly entry: EntryView;
  readonly editing: Editing;
  readonly uploads: UploadQueue;
}
const ACCEPTED = 'image/*';

export function PictureField({ card, entry, editing, uploads }: Props) {
  const { t } = useTranslation('gallery');
  const { isGlobal, mayWrite } = useStores();
  const { size } = useFormats();
  const edit = editing.draft.pictures[entry.id];
  const facts = card.fresh ?? card.picture;
  const description = useDescription({ isEdited: edit !== undefined, isOwn: card.isPictureOwn, cell: entry.file });
  const video = entry.video_url?.value;
  return (
    <Stack gap={6}>
      <div className="video-box">
        <FocalPicture card={card} entry={entry} editing={editing} />
        {video !== undefined && video !== null && (
          <Anchor
            className="entry-video"
            href={/^https?:/i.test(video) ? video : undefined}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={t('playVideo')}
            style={{ pointerEvents: 'auto' }}
          >
            <Icon name="play" size={28} />
          </Anchor>
        )}
      </div>
      {facts !== undefined && (
        <Text size="xs" c="dimmed">
          {`${facts.width} × ${facts.height} · ${size(facts.size_bytes)} · ${facts.type.replace('image/', '').toUpperCase()}`}
          {description === '' ? '' : ` · ${description}`}
        </Text>
      )}
      <Group gap="xs">
        <FileButton accept={ACCEPTED} onChange={(file) => file !== null && uploads.add([file], entry.id)} disabled={!mayWrite}>
          {(props) => (
            <Button {...props} size="xs" variant="default" disabled={!mayWrite} leftSection={<Icon name="replace" size={16} />}>
              {t(isGlobal ? 'replaceAll' : 'replaceHere')}
            </Button>
          )}
        </FileButton>
        {edit !== undefined && edit !== 'inherit' && (
          <Button size="xs" variant="subtle" onClick={() => editing.edit((draft, view) => editPicture(draft, view, entry.id, undefined))}>
            {t('dropReplacement')}
          </Button>
        )}
      </Group>
      {!isGlobal && (
        <UseDefault
          field={t('shell:fields.picture')}
          isChecked={!card.isPictureOwn}
          isDisabled={!mayWrite || !card.isPictureOwn}
          fallback={undefined}
          onChange={() => editing.edit((draft, view) => editPicture(draft, view, entry.id, entry.file.source === 'global' ? undefined : 'inherit'))}
        />
      )}
    </Stack>
  );
}
