/** The searching process: a connection to the database of its argument that only reads. The next question is sent only after the answer. */
import { Worker } from 'node:worker_threads';
import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Question, Reply } from './searcher-process.js';

// A search cannot be broken off from within, and must not outlive the parent: a thread beside it looks whether that is still there.
const WATCH = "const parent = process.ppid; setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000)";
new Worker(WATCH, { eval: true }).unref();

const db = new DatabaseSync(process.argv[2] ?? '', { readOnly: true });
for (const pragma of ['busy_timeout = 1000', 'cache_size = -16000']) db.exec(`pragma ${pragma}`);

process.on('message', (question: Question) => process.send?.(answer(question)));

function answer({ sql, parameters }: Question): Reply {
  try {
    return { rows: db.prepare(sql).all(...(parameters as Parameters<StatementSyncInstance['all']>)) };
  } catch (error) {
    return { error: String(error) };
  }
}
