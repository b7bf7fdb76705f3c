/** What a connection of its own kind of TLS needs; all PEM. */
export interface TlsCredentials {
  /** Authorities that are trusted beside the usual ones. */
  readonly ca?: string;
  /** Shown to a server that asks for it; the ones that signed it may follow. */
  readonly cert?: string;
  /** Of `cert`, without a passphrase. */
  readonly key?: string;
}
