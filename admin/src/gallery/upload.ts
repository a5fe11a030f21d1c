/** One file to the service, with its progress: what fetch cannot tell. */

import type { ProblemBody, Uploads, Verdict } from '../../../client/index.js';
import { api, csrfToken, noticeAnswer, Problem, unreachable } from '../api/client.js';

export type Uploaded = Uploads['uploads'][number];

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
      noticeAnswer(request.status, request.responseURL);
      const answer = readAnswer(request);
      return answer instanceof Problem ? reject(answer) : resolve(answer);
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(unreachable());
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

/** A proxy may answer in words of its own. */
function readAnswer({ status, responseText }: XMLHttpRequest): Uploaded | Problem {
  try {
    const answer = JSON.parse(responseText);
    if (status >= 400 && typeof answer.type === 'string') return new Problem(answer as ProblemBody);
    const [first] = (answer as Uploads).uploads;
    if (first !== undefined) return first;
  } catch {}
  return new Problem({ type: 'no-problem', title: 'Not an answer of the service', status, detail: '' });
}

/** An address that cannot be fetched is a problem, and says what a verdict says. */
export async function sendUrl(url: string, signal: AbortSignal): Promise<Uploaded> {
  try {
    return await api.uploadFromUrl({ body: { url } }, { signal });
  } catch (problem) {
    const verdict = problem instanceof Problem ? problem.members.verdict : undefined;
    if (verdict === undefined) throw problem;
    return { name: url, verdict: verdict as Verdict };
  }
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
