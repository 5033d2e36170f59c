/** Settings that Vite writes into the build. */
interface ImportMetaEnv {
  /** Origin of the API; empty or absent is the page's own. */
  readonly VITE_API_BASE?: string;
  /** Name of this build; absent while developing. */
  readonly VITE_BUILD_ID?: string;
}
