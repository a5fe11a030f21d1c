import { Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewVideo } from '../../gallery/draft.js';
import { Icon } from '../../pieces/icons.js';
import { VideoButton } from './video-fields.js';

interface Props {
  readonly isDisabled: boolean;
  readonly onPick: () => void;
  readonly onUrl: (url: string) => void;
  readonly onVideo: (video: NewVideo, preview: File) => void;
}

/** Pictures from this computer or from an address; videos by theirs. */
export function UploadControls({ isDisabled, onPick, onUrl, onVideo }: Props) {
  const { t } = useTranslation('gallery');
  const [isOpen, { toggle, close }] = useDisclosure();
  const [url, setUrl] = useState('');
  function send(event: FormEvent) {
    event.preventDefault();
    onUrl(url.trim());
    setUrl('');
    close();
  }
  return (
    <Group gap="xs" className="actions">
      <Popover opened={isOpen} onChange={toggle} position="bottom-end" width={320} shadow="md" trapFocus>
        <Popover.Target>
          <Button variant="default" onClick={toggle} disabled={isDisabled} leftSection={<Icon name="link" size={18} />}>
            {t('upload.url')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form onSubmit={send}>
            <Stack gap="sm">
              <TextInput
                label={t('upload.address')}
                type="url"
                required
                withAsterisk={false}
                placeholder="https://"
                value={url}
                onChange={(event) => setUrl(event.currentTarget.value)}
                data-autofocus
              />
              <Button type="submit">{t('upload.fetch')}</Button>
            </Stack>
          </form>
        </Popover.Dropdown>
      </Popover>
      <VideoButton isDisabled={isDisabled} onAdd={onVideo} />
      <Button onClick={onPick} disabled={isDisabled} leftSection={<Icon name="upload" size={18} />}>
        {t('upload.pick')}
      </Button>
    </Group>
  );
}
