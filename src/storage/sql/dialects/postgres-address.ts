/** What PostgreSQL's driver can read, without the driver. Throws with how an address goes, and repeats none of it: it may hold a password. */
export function checkPostgresAddress(url: string): void {
  try {
    // As for the driver, there may be no host behind a user.
    const { username, password, hostname, pathname } = new URL(url.replace('@/', '@host/'));
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part);
  } catch {
    throw new Error(
      'postgres: it goes postgres://USER:PASSWORD@HOST:PORT/NAME, with a port up to 65535, and `@`, `/`, `%` … in names and passwords as %40, %2F, %25 …',
    );
  }
}
