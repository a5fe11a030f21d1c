import sharp from 'sharp';

const threads = sharp.concurrency();

/** Loading the driver changes the whole process, in which other files are tested later; this takes it back. */
export function undoDriver(): void {
  sharp.unblock({ operation: ['VipsForeignLoad'] });
  sharp.cache(true);
  sharp.concurrency(threads);
}
