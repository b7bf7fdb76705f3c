export {
  certificateFacts,
  type CertificateFacts,
  certificateViolation,
  privateKeyViolation,
} from './certificates.js';
export * from './encryption-key-check.js';
export * from './secret-box.js';
