/** Unpacks the browser's package, with its libraries and fonts, into the folder that TMPDIR names: a process of its own, as the package looks at the environment. */
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
