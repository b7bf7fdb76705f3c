import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The vendors' published documents lie beside the repository, where they are there at all. */
const DEFAULT_FOLDER = fileURLToPath(new URL('../../../shared/vendor-specs/', import.meta.url));

const reported = new Set<string>();

/** The text of a vendor's document; null, said aloud once, where it is not there. */
export function vendorSpec(name: string): string | null {
  const path = join(process.env['DELIVR_VENDOR_SPECS'] ?? DEFAULT_FOLDER, name);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  if (!reported.has(name)) {
    reported.add(name);
    process.stderr.write(
      `lab: ${name} is not there, so nothing is checked against it (DELIVR_VENDOR_SPECS).\n`,
    );
  }
  return null;
}
