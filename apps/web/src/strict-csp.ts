/**
 * Tells zod not to try `new Function`, which a page without `unsafe-eval` forbids and reports. It has to be said before
 * zod is loaded, so this module is the first import of the app.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
