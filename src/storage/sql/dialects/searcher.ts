/**
 * The searching process: a connection to the database of its argument that only reads. It answers one question after
 * the other, and does so in a thread: a search cannot be broken off, and still has to end with its parent.
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Question, Reply } from './searcher-process.js';

if (isMainThread) standBetween();
else answerQuestions(process.argv[2] ?? '');

function standBetween(): void {
  // The parent is gone. A plain exit would wait for the search that runs.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const thread = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  process.on('message', (question) => thread.postMessage(question));
  thread.on('message', (reply) => process.send?.(reply));
}

function answerQuestions(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  for (const pragma of ['busy_timeout = 1000', 'cache_size = -16000']) db.exec(`pragma ${pragma}`);
  const answer = ({ sql, parameters }: Question): Reply => {
    try {
      return { rows: db.prepare(sql).all(...(parameters as Parameters<StatementSyncInstance['all']>)) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));
}
