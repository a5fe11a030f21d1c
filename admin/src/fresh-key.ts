/** A name that nothing else has. Not `randomUUID`: browsers have that on https and localhost alone. */
export const freshKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
