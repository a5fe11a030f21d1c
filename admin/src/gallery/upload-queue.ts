/** Files on their way, some at once: each with its progress, and in the end its verdict or its problem. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Upload, Verdict } from '../../../client/index.js';
import { freshKey } from '../fresh-key.js';
import type { NewPicture, NewVideo } from './draft.js';
import { previewOf, sendFile, sendUrl } from './upload.js';

/** What the bytes are for: an entry by its number, a new video as its preview; undefined: a new picture. */
export type PictureUse = number | NewVideo | undefined;

export interface UploadLine {
  readonly key: string;
  readonly name: string;
  readonly source: File | { readonly url: string };
  readonly use: PictureUse;
  readonly state: 'waiting' | 'sending' | 'refused' | 'failed';
  /** 0 to 1; null: it cannot be told. */
  readonly share: number | null;
  readonly verdict?: Verdict;
  readonly problem?: unknown;
}
const AT_ONCE = 3;

export interface UploadQueue {
  /** What is not done, or did not do. */
  readonly lines: readonly UploadLine[];
  add(sources: readonly UploadLine['source'][], use?: PictureUse): void;
  retry(key: string): void;
  /** Stops it, where it runs. */
  drop(key: string): void;
}

/** `onDone`: the service has taken the bytes in; nothing of the gallery has changed yet. */
export function useUploads(onDone: (picture: NewPicture, use: PictureUse) => void): UploadQueue {
  const [lines, setLines] = useState<readonly UploadLine[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const done = useRef(onDone);
  done.current = onDone;
  const patch = useCallback((key: string, change: Partial<UploadLine>) => {
    setLines((now) => now.map((line) => (line.key === key ? { ...line, ...change } : line)));
  }, []);
  const drop = useCallback((key: string) => {
    running.current.get(key)?.abort();
    setLines((now) => now.filter((line) => line.key !== key));
  }, []);

  const send = useCallback(
    async ({ key, source, use }: UploadLine) => {
      const control = new AbortController();
      running.current.set(key, control);
      patch(key, { state: 'sending', share: source instanceof File ? 0 : null });
      try {
        const sent = await (source instanceof File ? sendFile(source, (share) => patch(key, { share }), control.signal) : sendUrl(source.url, control.signal));
        if ('verdict' in sent) return patch(key, { state: 'refused', verdict: sent.verdict });
        const picture = pictureOf(sent, source instanceof File ? await previewOf(source) : null);
        if (control.signal.aborted) return;
        done.current(picture, use);
        setLines((now) => now.filter((line) => line.key !== key));
      } catch (problem) {
        if (!control.signal.aborted) patch(key, { state: 'failed', problem });
      } finally {
        running.current.delete(key);
      }
    },
    [patch],
  );

  useEffect(() => {
    const free = AT_ONCE - lines.filter(({ state }) => state === 'sending').length;
    for (const line of lines.filter(({ state, key }) => state === 'waiting' && !running.current.has(key)).slice(0, Math.max(0, free))) void send(line);
  }, [lines, send]);

  return {
    lines,
    add: useCallback((sources, use) => {
      const fresh = sources.map((source): UploadLine => ({ key: freshKey(), name: nameOf(source), source, use, state: 'waiting', share: 0 }));
      setLines((now) => [...now, ...fresh]);
    }, []),
    retry: useCallback((key) => patch(key, { state: 'waiting', share: 0, problem: undefined }), [patch]),
    drop,
  };
}

const nameOf = (source: UploadLine['source']): string => (source instanceof File ? source.name : source.url);
const pictureOf = ({ name, upload, type, width, height, size_bytes }: Upload, preview: string | null): NewPicture => ({
  name,
  upload,
  type,
  width,
  height,
  size_bytes,
  preview,
});
