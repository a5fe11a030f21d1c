/** Who may import whom. Each rule says why; `npm run check` holds them. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const inside = (...rooms) => ({ path: `^src/(${rooms.join('|')})` });
const DRIVERS = '(^|/)node_modules/(@photostructure/sqlite|kysely|pg)/';

export default {
  forbidden: [
    rule('no-cycles', 'A knot cannot be understood a file at a time.', {}, { circular: true }),
    rule('core-is-pure', 'The core decides; it knows no world, not even Node.', inside('core/'), { pathNot: '^src/core/' }),
    rule('app-knows-core', 'Use cases know the core and their own ports; adapters come to them.', inside('app/'), { pathNot: '^src/(app|core)/' }),
    rule('storage-keeps-ports', 'An adapter keeps the ports; it knows no door and no other adapter.', inside('storage/'), {
      path: '^src/',
      pathNot: '^src/(storage/|core/|app/ports)',
    }),
    rule('imaging-keeps-ports', 'As storage.', inside('imaging/'), { path: '^src/', pathNot: '^src/(imaging/|core/|app/ports)' }),
    rule('security-keeps-ports', 'As storage.', inside('security/'), { path: '^src/', pathNot: '^src/(security/|core/|app/ports)' }),
    rule('fetching-keeps-ports', 'As storage.', inside('fetching/'), { path: '^src/', pathNot: '^src/(fetching/|core/|app/ports)' }),
    rule('figures-keep-ports', 'As storage: the rest of the program does not know who takes figures and traces.', inside('metrics/', 'tracing/'), {
      path: '^src/',
      pathNot: '^src/(metrics/|tracing/|app/ports)',
    }),
    rule('doors-know-use-cases', 'A door translates; what it wants done it asks the use cases for.', inside('doors/'), {
      path: '^src/',
      pathNot: '^src/(doors|app|core|demo)/',
    }),
    rule('demo-from-the-command-line', 'The demo shop is for one command.', { path: '^src/', pathNot: '^src/(doors/cli/|demo/|main\\.ts$)' }, inside('demo/')),
    rule(
      'doors-apart',
      'No door leans on another; what they share stands in door.ts.',
      { path: '^src/doors/([^/]+)/' },
      { path: '^src/doors/[^/]+/', pathNot: '^src/doors/$1/' },
    ),
    rule('demo-is-data', 'The demo shop is data and drawings; filling it is the command line.', inside('demo/'), {
      path: '^src/',
      pathNot: '^src/(demo|core|imaging/scene)',
    }),
    rule(
      'only-compose-wires',
      'One file sees everything.',
      { path: '^src/', pathNot: '^src/(compose|main)\\.ts$' },
      { path: '^src/(storage/index|imaging/engine|security/secrets|fetching/fetcher|doors/index|compose)\\.ts$' },
    ),
    rule('sql-drivers', 'SQL stays where its dialects are.', { path: '^src/', pathNot: '^src/storage/sql/' }, { path: DRIVERS }),
    rule('sharp', 'Pictures are decoded and drawn in one room.', { path: '^src/', pathNot: '^src/imaging/' }, { path: '(^|/)node_modules/sharp/' }),
    rule('argon2', 'Passwords are hashed in one room.', { path: '^src/', pathNot: '^src/security/' }, { path: '(^|/)node_modules/@node-rs/argon2/' }),
    rule(
      'figures',
      'Who takes figures and traces stands in two rooms.',
      { path: '^src/', pathNot: '^src/(metrics|tracing)/' },
      { path: '(^|/)node_modules/(prom-client|@opentelemetry)/' },
    ),
    rule('http-framework', 'HTTP is a matter of doors.', { path: '^src/', pathNot: '^src/(doors/|compose\\.ts$)' }, { path: '(^|/)node_modules/fastify/' }),
    rule('no-dev-dependencies', 'What ships stands on what is installed with it.', { path: '^src/' }, { dependencyTypes: ['npm-dev'] }),
    rule('declared', 'What is imported is declared.', { path: '^src/' }, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
