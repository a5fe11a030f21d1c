/** The doors there are, a line each. */
import { admin } from './admin/index.js';
import { adobeRest } from './adobe-rest/index.js';
import { delivery } from './delivery/index.js';
import type { Door } from './door.js';
import { health } from './health/index.js';
import { metrics } from './metrics/index.js';
import { native } from './native/index.js';
import { shipstreamRpc } from './shipstream-rpc/index.js';

export const DOORS: readonly Door[] = [adobeRest, shipstreamRpc, delivery, native, admin, metrics, health];
