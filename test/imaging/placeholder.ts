/** Reads a ThumbHash as a storefront does, so that a test can look at it: as the admin does. */
export { placeholderOf } from '../../admin/src/pieces/thumbhash.js';
