/** What stands behind the letters PK: a member of an archive, an entry of its directory, the directory's end. */
const [MEMBER, ENTRY, END] = [0x0403, 0x0201, 0x0605];
const PK = Buffer.from('PK');
/** The ways of packing that programs unpack as they read, without a directory: stored, deflate, bzip2, LZMA, zstd, xz … */
const PACKINGS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 19, 93, 95, 98]);

/**
 * Whether a program would find a ZIP archive anywhere in the bytes: a member that can be unpacked as it stands, the end of
 * an empty archive, or all three signs that any archive with a directory has. Other fields are not looked at: programs differ
 * in which of them they believe.
 */
export function hasZip(bytes: Buffer): boolean {
  const seen = new Set<number>();
  for (let at = bytes.indexOf(PK); at >= 0 && at + 10 <= bytes.length; at = bytes.indexOf(PK, at + 2)) {
    const sign = bytes.readUInt16LE(at + 2);
    if (sign === END && bytes.readUInt32LE(at + 4) === 0) return true;
    if (sign === MEMBER && PACKINGS.has(bytes.readUInt16LE(at + 8))) return true;
    if (sign === MEMBER || sign === ENTRY || sign === END) seen.add(sign);
    if (seen.size === 3) return true;
  }
  return false;
}
