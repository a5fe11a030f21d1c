/** The picture driver, readied for pictures from anywhere; only processes of their own load it. */
import type sharp from 'sharp';

/** All that may ever be read, whatever else the driver could: nothing that draws, fetches or interprets (SVG, PDF, MVG, PS …). */
const LOADERS: readonly string[] = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((format) => `VipsForeignLoad${format}`);

/** In little memory, one thread a picture. Rejects where the driver cannot be loaded. */
export async function loadDriver(): Promise<typeof sharp> {
  const { default: driver } = await import('sharp');
  driver.cache(false);
  driver.concurrency(1);
  driver.block({ operation: ['VipsForeignLoad'] });
  driver.unblock({ operation: [...LOADERS] });
  return driver;
}
