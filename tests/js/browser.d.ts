/** What the browser offers beyond TypeScript's own list, as far as the scripts use it. */

interface TrustedTypePolicy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

interface Window {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createHTML?(html: string): string; createScriptURL?(url: string): string },
    ): TrustedTypePolicy;
  };
  /** static/vendor/idiomorph.min.js; absent where the browser could not read it. */
  readonly Idiomorph?: {
    morph(
      old: Element,
      fresh: Element,
      config?: {
        restoreFocus?: boolean;
        callbacks?: {
          beforeNodeMorphed?(old: Node, fresh: Node): boolean;
          beforeAttributeUpdated?(name: string, old: Element, kind: string): boolean;
        };
      },
    ): unknown;
  };
}

/** Background sync, where the browser has it. */
interface ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}
