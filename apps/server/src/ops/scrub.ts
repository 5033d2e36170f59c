const CENSOR = "[secret]";
/** Passwords in addresses (`postgres://user:password@host`). */
const PASSWORD_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]*:)[^\s@"\\]+@/gi;
/** Values of query parameters whose name says that they are secret. */
const SECRET_PARAMETER = /([?&][\w-]*(?:key|token|secret|pin|password|passphrase|signature)=)[^&\s"\\#]+/gi;
/** What follows the scheme in an `Authorization` header. */
const CREDENTIALS = /\b(bearer|basic)(\s+)[\w.~+/=-]{6,}/gi;
/** Shorter secrets, and those of digits only, would be found by chance inside of other words and numbers. */
const SECRET_LENGTH_MIN = 8;

/** Takes secrets out of texts, wherever they got in: known ones by their value, others by where they stand. */
export type Scrub = (text: string) => string;

/** `secrets` are the values that are known; those too short to be told from other text are left to the other rules. */
export function createScrub(secrets: readonly string[]): Scrub {
  const known = secrets
    .filter((secret) => secret.length >= SECRET_LENGTH_MIN && !/^\d+$/.test(secret))
    .flatMap((secret) => [
      ...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]),
    ])
    .toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, CENSOR);
    return clean
      .replace(PASSWORD_IN_URL, `$1${CENSOR}@`)
      .replace(SECRET_PARAMETER, `$1${CENSOR}`)
      .replace(CREDENTIALS, `$1$2${CENSOR}`);
  };
}
