/** One process of all that share a file. */
import { DatabaseSync } from '@photostructure/sqlite';

/** Makes the file where it is missing, and it stays; or takes a database that nobody has open. Answers what lets go; undefined: another one has it. Who ends in whatever way has let go. */
export function lockFile(path: string): (() => void) | undefined {
  const file = new DatabaseSync(path);
  try {
    // Also against who has a database open and does nothing.
    file.exec('pragma locking_mode = exclusive; begin exclusive');
    return () => file.close();
  } catch (error) {
    file.close();
    if (error instanceof Error && error.message.includes('database is locked')) return undefined;
    throw error;
  }
}
