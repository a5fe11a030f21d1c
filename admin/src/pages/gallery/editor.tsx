/** Everything about one picture, field by field, each with what it would be without a value of its own. */
import { Badge, Button, CloseButton, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EntryView } from '../../../../client/index.js';
import { type Added, editAddedRole, removeEntry } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import type { UploadQueue } from '../../gallery/upload-queue.js';
import { useStores } from '../../shell/stores.js';
import { CardPicture } from './card.js';
import type { CardFacts } from './cards.js';
import { FlagField, TextField } from './fields.js';
import { FocalField } from './focal-field.js';
import { PictureField } from './picture-field.js';
import { RemoveButton } from './remove-button.js';
import { AddedRoles, RolesField } from './roles-field.js';
import { MoreOfVideo, VideoFields } from './video-fields.js';

interface Props {
  readonly sku: string;
  readonly card: CardFacts;
  readonly editing: Editing;
  readonly uploads: UploadQueue;
  readonly onClose: () => void;
}

export function Editor({ sku, card, editing, uploads, onClose }: Props) {
  const { t } = useTranslation('gallery');
  const { current, isGlobal, nameOf } = useStores();
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h4">
          {card.entry === undefined ? t(card.added?.video === undefined ? 'newPicture' : 'newVideo') : t('shell:entryNumber', { entry: card.entry.id })}
        </Title>
        <Group gap="xs" wrap="nowrap">
          <Badge variant="light" color={isGlobal ? 'gray' : undefined} tt="none">
            {nameOf(current)}
          </Badge>
          <CloseButton aria-label={t('shell:close')} onClick={onClose} />
        </Group>
      </Group>
      {card.entry === undefined ? (
        <AddedFields card={card} editing={editing} onClose={onClose} />
      ) : (
        <EntryFields sku={sku} card={card} entry={card.entry} editing={editing} uploads={uploads} onClose={onClose} />
      )}
    </Stack>
  );
}

function EntryFields({ sku, card, entry, editing, uploads, onClose }: Props & { readonly entry: EntryView }) {
  const { t } = useTranslation('gallery');
  const { mayWriteAll, isGlobal } = useStores();
  const common = { editing, entry };
  return (
    <>
      <PictureField card={card} entry={entry} editing={editing} uploads={uploads} />
      <TextField {...common} field="label" rows={2} placeholder={t('labelHint')} />
      <FlagField {...common} field="decorative" />
      <FlagField {...common} field="disabled" label={t(isGlobal ? 'hideAll' : 'hideHere')} />
      <RolesField entry={entry.id} editing={editing} />
      <FocalField {...common} />
      {entry.media_type === 'external-video' && (
        <>
          <TextField {...common} field="video_url" type="url" />
          <TextField {...common} field="video_title" />
          <TextField {...common} field="video_description" rows={3} />
          <MoreOfVideo>
            <TextField {...common} field="video_provider" placeholder="youtube" />
            <TextField {...common} field="video_metadata" rows={3} />
          </MoreOfVideo>
        </>
      )}
      <RemoveButton
        sku={sku}
        entry={entry.id}
        isDisabled={!mayWriteAll}
        onRemove={() => {
          editing.edit((draft) => removeEntry(draft, entry.id));
          onClose();
        }}
      />
    </>
  );
}
function AddedFields({ card, editing, onClose }: Pick<Props, 'card' | 'editing' | 'onClose'>) {
  const { t } = useTranslation('gallery');
  const { added } = card;
  if (added === undefined) return null;
  const change = (part: Partial<Added>) =>
    editing.edit((draft) => ({ ...draft, added: draft.added.map((one) => (one.key === added.key ? { ...one, ...part } : one)) }));
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('newAbout')}
      </Text>
      <span className="focal">
        <CardPicture card={card} />
      </span>
      <Textarea
        label={t('shell:fields.label')}
        value={added.label}
        onChange={(event) => change({ label: event.currentTarget.value })}
        placeholder={t('labelHint')}
        dir="auto"
        autosize
        minRows={2}
        maxRows={8}
      />
      {added.video !== undefined && <VideoFields video={added.video} onChange={(video) => change({ video })} />}
      <AddedRoles editing={editing} roles={added.roles} onToggle={(role, has) => editing.edit((draft) => editAddedRole(draft, added.key, role, has))} />
      <Button
        variant="default"
        onClick={() => {
          editing.edit((draft) => ({ ...draft, added: draft.added.filter(({ key }) => key !== added.key) }));
          onClose();
        }}
      >
        {t('dropNew')}
      </Button>
    </>
  );
}
