/** One file to the service, with its progress: what fetch cannot tell. */
import { call, csrfToken, Problem, problemOf, sayIfSignedOut } from '../api/http.js';
import type { Uploaded } from '../api/shapes.js';

/** `onProgress`: 0 to 1, of the bytes that have been sent. */
export function sendFile(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/uploads');
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('x-csrf-token', csrfToken());
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && total > 0 && onProgress(loaded / total);
    request.onload = () => {
      if (request.status >= 400) return reject(sayIfSignedOut(problemOf(request.status, request.responseText)));
      const first = uploadedIn(request.responseText);
      return first === undefined ? reject(problemOf(request.status, '')) : resolve(first);
    };
    request.onerror = () => reject(new Problem('unreachable', 0, '', undefined));
    request.onabort = () => reject(new Problem('stopped', 0, '', undefined));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function uploadedIn(text: string): Uploaded | undefined {
  try {
    return (JSON.parse(text) as { uploads: readonly Uploaded[] }).uploads[0];
  } catch {
    return undefined;
  }
}

export async function sendUrl(url: string, signal: AbortSignal): Promise<Uploaded> {
  const answer = await call<{ uploads: readonly Uploaded[] } | Uploaded>('POST', '/uploads/url', { body: { url }, signal });
  const first = 'uploads' in answer ? answer.uploads[0] : answer;
  if (first === undefined) throw new Problem('unexpected-answer', 200, '', undefined);
  return first;
}

/** So large is the small picture of a new one that is kept with the unsaved edits. */
const PREVIEW_PX = 320;

/** A small picture of a file, as a data URL; null: this browser cannot show its format. */
export async function previewOf(file: Blob): Promise<string | null> {
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.min(1, PREVIEW_PX / Math.max(whole.width, whole.height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.max(1, Math.round(whole.width * scale)), Math.max(1, Math.round(whole.height * scale))];
    const pen = canvas.getContext('2d');
    if (pen === null) return null;
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(whole, 0, 0, canvas.width, canvas.height);
    whole.close();
    return canvas.toDataURL('image/webp', 0.7);
  } catch {
    return null;
  }
}
