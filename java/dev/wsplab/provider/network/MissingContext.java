package dev.wsplab.provider.network;

/**
 * Which option makes a socket from AcceptEx or ConnectEx a full one (CLI-ACCEPTEX-6,
 * CLI-CONNECTEX-3).
 */
enum MissingContext {
  NONE,
  ACCEPT,
  CONNECT
}
