/** A new video: where it is, what it is called, and which picture stands for it. */
import { Button, FileInput, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type NewVideo, providerOf } from '../../gallery/draft.js';
import { Icon } from '../../pieces/icons.js';

interface FieldsProps {
  readonly video: NewVideo;
  readonly onChange: (video: NewVideo) => void;
}
const PROVIDER_NAMES = { youtube: 'YouTube', vimeo: 'Vimeo' } as const;
/** It is a code that shops know. */
const PROVIDER_WORDS = { placeholder: 'youtube', autoCapitalize: 'none', spellCheck: false } as const;

export function VideoFields({ video, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const provider = providerOf(video.url);
  const common = (field: keyof NewVideo) => ({
    label: t(`fields.video_${field}`),
    value: video[field],
    dir: 'auto',
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...video, [field]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput
        {...common('url')}
        type="url"
        required
        withAsterisk={false}
        placeholder="https://"
        description={provider === undefined ? undefined : t('gallery:video.found', { provider: PROVIDER_NAMES[provider] })}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        data-autofocus
      />
      <TextInput {...common('title')} />
      <Textarea {...common('description')} autosize minRows={2} maxRows={6} />
      <MoreOfVideo>
        {provider === undefined && <TextInput {...common('provider')} {...PROVIDER_WORDS} />}
        <Textarea {...common('metadata')} autosize minRows={2} maxRows={6} />
      </MoreOfVideo>
    </>
  );
}

/** What hardly anybody needs: folded away. */
export function MoreOfVideo({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('gallery');
  return (
    <details className="more">
      <summary>{t('video.more')}</summary>
      <Stack gap="md" mt="xs">
        {children}
      </Stack>
    </details>
  );
}

interface Props {
  readonly isDisabled: boolean;
  readonly onAdd: (video: NewVideo, preview: File) => void;
}
const NOTHING: NewVideo = { url: '', title: '', description: '', provider: '', metadata: '' };

export function VideoButton({ isDisabled, onAdd }: Props) {
  const { t } = useTranslation('gallery');
  const [isOpen, { open, close }] = useDisclosure();
  const [video, setVideo] = useState(NOTHING);
  const [preview, setPreview] = useState<File | null>(null);
  function send(event: FormEvent) {
    event.preventDefault();
    if (preview === null) return;
    onAdd(video, preview);
    setVideo(NOTHING);
    setPreview(null);
    close();
  }
  return (
    <>
      <Button variant="default" onClick={open} disabled={isDisabled} leftSection={<Icon name="video" size={18} />}>
        {t('video.add')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={t('video.title')} closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <form onSubmit={send}>
          <Stack gap="md">
            <VideoFields video={video} onChange={setVideo} />
            <FileInput
              label={t('video.preview')}
              description={t('video.previewAbout')}
              placeholder={t('video.choose')}
              accept="image/*"
              leftSection={<Icon name="picture" size={18} />}
              value={preview}
              onChange={setPreview}
              clearable
              clearButtonProps={{ 'aria-label': t('video.clear') }}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('shell:cancel')}
              </Button>
              <Button type="submit" disabled={preview === null || video.url.trim() === ''}>
                {t('video.action')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
