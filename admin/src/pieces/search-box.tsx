/** A field for what is looked for. That stands in the address, so it can be sent to somebody, and whatever changes it there is seen here. */
import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

/** So long nobody has typed before it is searched. */
const PAUSE_MS = 250;

interface Props extends Pick<TextInputProps, 'label' | 'aria-label' | 'placeholder' | 'leftSection' | 'autoCapitalize' | 'spellCheck' | 'maw'> {
  /** Of the address; empty: nothing is looked for. */
  readonly words: string;
  readonly mostCharacters: number;
  /** What the button that empties it is called. */
  readonly clear: string;
  readonly onSearch: (words: string) => void;
}

export function SearchBox({ words, mostCharacters, clear, onSearch, ...field }: Props) {
  const [text, setText] = useState(words);
  const sent = useRef(words);
  const search = (wanted: string) => {
    sent.current = wanted.trim();
    onSearch(wanted.trim());
  };
  const later = useDebouncedCallback(search, PAUSE_MS);
  // Somebody else has changed the address: a button that shows all, or the way back.
  useEffect(() => {
    if (words === sent.current) return;
    sent.current = words;
    later.cancel();
    setText(words);
  }, [words, later]);
  return (
    <TextInput
      {...field}
      type="text"
      inputMode="search"
      value={text}
      maxLength={mostCharacters}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      rightSection={
        text === '' ? null : (
          <CloseButton
            size="sm"
            aria-label={clear}
            onClick={() => {
              later.cancel();
              setText('');
              search('');
            }}
          />
        )
      }
      flex={1}
      miw={220}
    />
  );
}
